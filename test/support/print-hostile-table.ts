import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { playCase } from "./hostile/hostile-case.ts";
import { hostileCases } from "./hostile-target.ts";

/**
 * Plays the hostile targets and prints the reason that each got: `node test/support/print-hostile-table.ts`.
 * `--only TEXT` plays those whose name contains it. Exits 1 when one got another reason than it must.
 */
const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const chosen = hostileCases.filter(({ name }) => name.includes(values.only));

const print = (line: string) => process.stdout.write(`${line}\n`);

print("| check | the target … | reason | what it says |\n| --- | --- | --- | --- |");
let wrong = 0;
for (const hostile of chosen) {
  const { status, reason } = await playCase(hostile);
  const got = reason?.code ?? status;
  if (got !== hostile.expected) wrong += 1;
  const mark = got === hostile.expected ? "" : ` (must be ${hostile.expected})`;
  print(`| ${hostile.type} | ${hostile.name} | ${got}${mark} | ${reason?.detail ?? ""} |`);
}
/** Linux keeps `maxRSS` across exec, so that it may be the parent's; the high-water mark is our own. */
const peakKiB = (): number => {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
};

print(`\n${chosen.length} targets, ${wrong} wrong; at most ${Math.round(peakKiB() / 1024)} MiB of memory`);
process.exitCode = wrong === 0 ? 0 : 1;
