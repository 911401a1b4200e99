import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { holdLoad, type Held } from "./product/hold.ts";
import { megabytes } from "./report/print.ts";
import { atLeast, type Report } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget } from "./target/target.ts";

interface Step {
  readonly rate: number;
  readonly held: Held;
}

const everyMs = 10_000;
const finestStep = 250;
const latestStartMs = 1000;

/** The highest rate that the server holds beside its target: doubled until it fails, then halved down to 250. */
export const maxPart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "max");
  mkdirSync(folder, { recursive: true });
  const target = await startTarget(folder);
  const steps: Step[] = [];
  const attempt = async (rate: number): Promise<boolean> => {
    const held = await holdLoad(
      {
        name: `max-${rate}`,
        target,
        checks: (rate * everyMs) / 1000,
        everyMs,
        windowMs: settings.windowMs ?? 15_000,
        warmUpMs: everyMs,
        sampleMs: 5000,
        readsPerSecond: 0,
        ...(settings.workers !== undefined && { workers: settings.workers }),
      },
      settings,
    );
    steps.push({ rate, held });
    return isHeld(held);
  };
  try {
    const highest = await search(attempt);
    return {
      part: "max",
      tables: [stepTable(steps)],
      bars: [atLeast("runs a second held beside the target", highest, 4000, "runs/s")],
      ratios: {},
      notes: [
        `held: none missed, all up, start lateness p99 at most ${latestStartMs} ms; target: ${target.program}`,
      ],
    };
  } finally {
    await target.stop();
  }
};

const isHeld = ({ records }: Held): boolean =>
  records.held === records.expected && records.notUp === 0 && records.lateness.p99 <= latestStartMs;

const search = async (attempt: (rate: number) => Promise<boolean>): Promise<number> => {
  let good = 0;
  let bad = 1000;
  while (bad <= 16_000 && (await attempt(bad))) {
    good = bad;
    bad *= 2;
  }
  while (bad - good > finestStep) {
    const middle = Math.round((good + bad) / 2 / finestStep) * finestStep;
    if (middle === good || middle === bad) break;
    if (await attempt(middle)) good = middle;
    else bad = middle;
  }
  return good;
};

const stepTable = (steps: readonly Step[]): Report["tables"][number] => ({
  title: "Rates tried",
  columns: [
    "runs/s",
    "missed",
    "not up",
    "lateness p50 ms",
    "p99 ms",
    "CPU us per run",
    "% of a core",
    "RSS MB",
    "",
  ],
  rows: steps.map(({ rate, held }) => [
    rate,
    held.records.expected - held.records.held,
    held.records.notUp,
    held.records.lateness.p50,
    held.records.lateness.p99,
    held.cpuUsPerRun,
    held.cpuShare * 100,
    megabytes(Math.max(...held.rss)),
    isHeld(held) ? "held" : "not held",
  ]),
});
