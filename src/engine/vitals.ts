import type { Clock } from "../core/clock.ts";
import type { RunRecord } from "../core/store.ts";
import { Lateness } from "./lateness.ts";

/** Counts what the engine does, for /metrics and the page. */
export const createVitals = (clock: Clock) => {
  const startedAt = clock.now();
  const lateness = new Lateness(clock);
  let runsTotal = 0;
  let runsMissedTotal = 0;
  return {
    countMissed: () => void (runsMissedTotal += 1),
    count: (record: RunRecord) => {
      runsTotal += 1;
      lateness.count(record.startedAt - record.slot);
    },
    read: () => ({ startedAt, runsTotal, runsMissedTotal, ...lateness.read() }),
  };
};
