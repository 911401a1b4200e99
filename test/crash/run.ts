import { parseArgs } from "node:util";
import { crashRepeatedly } from "./crash.ts";

/**
 * `node test/crash/run.ts [kills] [--rate N]`: kills the engine so many times (100) under N runs a second (200) and
 * prints what was lost, and how long a start took until its first run. Exits 1 when anything was lost.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rate: { type: "string", default: "200" } },
});
const kills = Number(positionals[0] ?? 100);
const report = await crashRepeatedly({ kills, checks: Number(values.rate), restless: 20, log: console.log });
console.log(report);
const isWhole = report.runsLost + report.notificationsLost + report.incidentsForgotten === 0;
process.exit(isWhole ? 0 : 1);
