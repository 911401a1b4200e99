import type { SinkSummary } from "../../core/config.ts";
import type { Range, RunStore } from "../../core/store.ts";

export interface ReadingRange extends Range {
  readonly checkId: string;
  readonly reading: string;
}

const secondMs = 1000;
const hourMs = 3_600_000;

/** What a reading comes to in a range; absent without a value there. */
export const summarise = async (
  runs: RunStore,
  range: ReadingRange,
  summary: SinkSummary,
): Promise<number | undefined> => {
  const found = await runs.distribution(range);
  if (!found) return undefined;
  switch (summary) {
    case "mean":
    case "min":
    case "max":
      return found[summary];
    case "sum":
      return found.mean * found.count;
    case "last":
      return found.count === 1 ? found.max : ((await lastValue(runs, range)) ?? found.mean);
  }
};

/**
 * The value of the last run in a range: searched from hours to minutes to seconds. Where single runs are no longer
 * kept, the mean of the last part that is.
 */
const lastValue = async (
  runs: RunStore,
  range: ReadingRange,
  coarser = Infinity,
): Promise<number | undefined> => {
  const points = coarser === Infinity ? 25 : 61;
  const { from, stepMs, mean } = await runs.series({ ...range, points });
  for (let index = mean.length - 1; index >= 0; index--) {
    const value = mean[index];
    if (value === null || value === undefined) continue;
    const part = {
      from: Math.max(range.from, from + index * stepMs),
      to: Math.min(range.to, from + (index + 1) * stepMs),
    };
    if (part.from >= part.to) continue;
    if (stepMs <= secondMs || stepMs >= coarser) return value;
    // The part may reach beyond the range, and have its values there only.
    const inside = await lastValue(runs, { ...range, ...part }, stepMs);
    if (inside !== undefined) return inside;
  }
  return undefined;
};

/** The value of one run; of several in the same second, their mean. */
export interface SingleRun {
  readonly at: number;
  readonly value: number;
}

/** Half an hour by the second is as much as a store gives at once. */
const windowMs = hourMs / 2;

/** The values of single runs in a range that begins and ends with an hour, hour by hour, where they are still kept. */
export async function* singleRuns(
  runs: RunStore,
  range: ReadingRange,
): AsyncGenerator<{ readonly until: number; readonly found: readonly SingleRun[] }> {
  for (let from = range.from; from < range.to;) {
    const to = Math.min(range.to, from + 1000 * hourMs);
    const overview = await runs.series({ ...range, from, to, points: 1 + Math.ceil((to - from) / hourMs) });
    for (const [index, value] of overview.mean.entries()) {
      if (value === null) continue;
      const start = Math.max(from, overview.from + index * overview.stepMs);
      const end = Math.min(to, overview.from + (index + 1) * overview.stepMs);
      for (let at = start; at < end; at += windowMs) {
        const until = Math.min(end, at + windowMs);
        yield { until, found: await window(runs, { ...range, from: at, to: until }) };
      }
    }
    yield { until: to, found: [] };
    from = to;
  }
}

const window = async (runs: RunStore, range: ReadingRange): Promise<readonly SingleRun[]> => {
  const { from, stepMs, mean } = await runs.series({
    ...range,
    points: 1 + Math.ceil((range.to - range.from) / secondMs),
  });
  if (stepMs > secondMs) return [];
  return mean.flatMap((value, index) => {
    const at = from + index * stepMs;
    return value === null || at < range.from || at >= range.to ? [] : [{ at, value }];
  });
};
