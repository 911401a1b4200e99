import type { Reading } from "../core/outcome.ts";
import type { RunRecord } from "../core/store.ts";

/** A thousandth of a millisecond is below anything that a network measures and a third of the digits. */
const toMicrosecond = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Numbers that JSON has no word for are left out: a reading that is not a number was not read. */
const keptReadings = (readings: readonly Reading[]): readonly Reading[] =>
  readings
    .filter(({ value }) => Number.isFinite(value))
    .map(({ name, value, unit }) => ({ name, value: unit === "ms" ? toMicrosecond(value) : value, unit }));

/** A check's latest run as every store keeps it: evidence only of a run that was not up. */
export const keptLatest = (run: RunRecord): RunRecord => {
  const { status, reason, judgements, evidence } = run.outcome;
  return {
    checkId: run.checkId,
    location: run.location,
    slot: run.slot,
    startedAt: run.startedAt,
    durationMs: toMicrosecond(run.durationMs),
    outcome: {
      status,
      ...(reason && { reason }),
      readings: keptReadings(run.outcome.readings),
      judgements,
      ...(evidence && status !== "up" && { evidence }),
    },
  };
};

/** An older run as every store keeps it: of one that was up, only its readings. */
export const keptOlder = (run: RunRecord): RunRecord => {
  const kept = keptLatest(run);
  const { status, readings } = kept.outcome;
  return status === "up" ? { ...kept, outcome: { status, readings, judgements: [] } } : kept;
};
