import type { RunRecord } from "../../core/store.ts";
import type { RunFormat } from "./run-format.ts";

const rowOf = ({ checkId, location, slot, startedAt, durationMs, outcome }: RunRecord) => ({
  time: new Date(slot).toISOString(),
  check: checkId,
  location,
  status: outcome.status,
  reason: outcome.reason ?? null,
  startedAt: new Date(startedAt).toISOString(),
  durationMs,
  readings: outcome.readings,
});

/** One array, a run a line. */
export const jsonFormat: RunFormat = {
  head: "[\n",
  between: ",\n",
  foot: "\n]\n",
  row: (run) => JSON.stringify(rowOf(run)),
};
