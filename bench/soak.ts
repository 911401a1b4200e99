import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadBars, loadTable } from "./load.ts";
import { slopeOf } from "./measure/statistics.ts";
import { holdLoad } from "./product/hold.ts";
import { megabytes } from "./report/print.ts";
import { atMost, type Report } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget, startTlsTarget } from "./target/target.ts";

/** A heap breathes; growth beyond a tenth an hour would be some 5 bytes a run that nobody gives back. */
const flatShare = 0.1;

/** The load for half an hour: does the memory stay flat? */
export const soakPart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "soak");
  mkdirSync(folder, { recursive: true });
  const checks = settings.checks ?? 100_000;
  const everyMs = settings.everyMs ?? 60_000;
  const windowMs = settings.windowMs ?? 1_800_000;
  const sampleMs = Math.min(60_000, windowMs / 10);
  const target = await (settings.https ? startTlsTarget(folder) : startTarget(folder));
  const load = {
    name: "soak",
    target,
    checks,
    everyMs,
    windowMs,
    sampleMs,
    warmUpMs: 2.5 * everyMs,
    readsPerSecond: 1,
  };
  const { workers } = settings;
  const held = await holdLoad({ ...load, ...(workers !== undefined && { workers }) }, settings);
  await target.stop();
  // Caches and the heap find their size in the first half.
  const half = held.rss.slice(held.rss.length >> 1);
  const perHour = (slopeOf(half) * 3_600_000) / sampleMs;
  return {
    part: "soak",
    tables: [
      loadTable(
        `hinomi serve, ${checks} checks every ${everyMs / 1000} s for ${windowMs / 60_000} minutes`,
        held,
      ),
      {
        title: "RSS over time",
        columns: ["minute", "MB"],
        rows: held.rss.map((bytes, index) => [((index * sampleMs) / 60_000).toFixed(1), megabytes(bytes)]),
      },
    ],
    bars: [
      ...loadBars(held),
      atMost(
        "growth in the second half, per hour",
        megabytes(perHour),
        megabytes(flatShare * (half[0] ?? 0)),
        "MB",
      ),
    ],
    ratios: {},
    notes: ["the growth is the slope of the second half's samples by least squares"],
  };
};
