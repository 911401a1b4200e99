import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { killChildren } from "./measure/children.ts";
import { parts } from "./parts.ts";
import { compareWithHistory, recordRatios } from "./report/history.ts";
import { printReport } from "./report/print.ts";
import { skippedReport, type Report } from "./report/report.ts";
import { helpText, readSettings, type PartName, type Settings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "hinomi-bench-"));
process.once("exit", () => {
  killChildren();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.once(signal, () => process.exit(code));

const log = (line: string): void => void process.stderr.write(`  ${line}\n`);

const runParts = async (settings: Settings): Promise<number> => {
  const [cpu] = cpus();
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores (${cpu?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`Hinomi bench on ${machine}`);
  const reports: Report[] = [];
  for (const name of settings.parts) {
    const report = await measurePart(name, settings);
    reports.push(report);
    console.log(printReport(report));
  }
  if (settings.json !== undefined) {
    const found = { date: new Date().toISOString(), machine, reports };
    writeFileSync(settings.json, `${JSON.stringify(found, undefined, 1)}\n`);
  }
  const worse = settings.quick ? await compare(reports, settings) : false;
  return worse || reports.some(({ failed }) => failed) ? 1 : 0;
};

/** One part's failure costs the others nothing. */
const measurePart = async (name: PartName, settings: Settings): Promise<Report> => {
  try {
    return await parts[name](settings);
  } catch (error) {
    killChildren();
    return { ...skippedReport(name, `failed: ${String(error)}`), failed: true };
  }
};

/** Shows the ratios beside the recorded ones; true when some are much worse, also when measured again. */
const compare = async (reports: readonly Report[], settings: Settings): Promise<boolean> => {
  const ratios: Record<string, number> = Object.assign({}, ...reports.map((report) => report.ratios));
  const first = compareWithHistory(ratios);
  console.log(first.text);
  if (settings.record) recordRatios(ratios);
  if (!settings.guard || first.worse.length === 0) return false;
  const again = settings.parts.filter((part) => first.worse.some((name) => name.startsWith(`${part} `)));
  console.log(`Worse than recorded, measured again: ${again.join(", ")}`);
  for (const name of again) Object.assign(ratios, (await measurePart(name, settings)).ratios);
  const second = compareWithHistory(ratios);
  console.log(second.text);
  return second.worse.length > 0;
};

const settings = (() => {
  try {
    return readSettings(process.argv.slice(2), { folder, log });
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}\n\n${helpText}`);
    process.exit(2);
  }
})();
if (!settings) {
  console.log(helpText);
  process.exit(0);
}
process.exit(await runParts(settings));
