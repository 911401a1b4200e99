import type { Reading } from "../core/outcome.ts";
import type { RunRecord } from "../core/store.ts";

/** Numbers that JSON has no word for are left out: a reading that is not a number was not read. */
export const keptReadings = (readings: readonly Reading[]): readonly Reading[] =>
  readings.every(({ value }) => Number.isFinite(value))
    ? readings
    : readings.filter(({ value }) => Number.isFinite(value));

/** A run as every store keeps it: of one that was up, only its readings. */
export const keptRun = (run: RunRecord): RunRecord => {
  const { status, reason, judgements, evidence } = run.outcome;
  const readings = keptReadings(run.outcome.readings).map(({ name, value, unit }) => ({ name, value, unit }));
  return {
    checkId: run.checkId,
    location: run.location,
    slot: run.slot,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    outcome:
      status === "up"
        ? { status, readings, judgements: [] }
        : { status, ...(reason && { reason }), readings, judgements, ...(evidence && { evidence }) },
  };
};
