/**
 * `node test/crash/run.ts [kills]`: kills the engine so many times (100) under 200 checks a second and prints what
 * was lost. Exits 1 when anything was.
 */
import { crashRepeatedly } from "./crash.ts";

const kills = Number(process.argv[2] ?? 100);
const report = await crashRepeatedly({ kills, checks: 200, restless: 20, log: console.log });
console.log(report);
const isWhole = report.runsLost + report.notificationsLost + report.incidentsForgotten === 0;
process.exit(isWhole ? 0 : 1);
