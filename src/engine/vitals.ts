import type { Clock } from "../core/clock.ts";
import type { RunRecord } from "../core/store.ts";

const windowMs = 60_000;

/** Counts what the engine does, for /metrics and the page. */
export const createVitals = (clock: Clock) => {
  const startedAt = clock.now();
  let runsTotal = 0;
  let runsMissedTotal = 0;
  let lateness: { readonly at: number; readonly ms: number }[] = [];
  return {
    count: (record: RunRecord) => {
      if (record.outcome.reason?.code === "run-missed") {
        runsMissedTotal += 1;
        return;
      }
      runsTotal += 1;
      const ms = record.startedAt - record.slot;
      // Only the falling maxima of the window are kept, so the list stays short.
      lateness = [...lateness.filter((entry) => entry.ms > ms), { at: record.startedAt, ms }];
    },
    read: () => {
      const from = clock.now() - windowMs;
      lateness = lateness.filter(({ at }) => at >= from);
      return { startedAt, runsTotal, runsMissedTotal, latenessMaxMs: lateness[0]?.ms ?? 0 };
    },
  };
};
