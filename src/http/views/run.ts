import type { Judgement, Outcome, Reading } from "../../core/outcome.ts";
import type { RunRecord, RunStore } from "../../core/store.ts";
import type { Run } from "../schemas.ts";

export const readingViews = (readings: readonly Reading[]): Run["readings"] =>
  readings.map(({ name, value, unit }) => ({ name, value, unit }));

export const judgementViews = (judgements: readonly Judgement[]): Run["judgements"] =>
  judgements.map(({ subject, expected, actual, status, reason }) => ({
    subject,
    expected,
    actual,
    status,
    reason,
  }));

export const outcomeView = (outcome: Outcome) => ({
  status: outcome.status,
  reason: outcome.reason,
  readings: readingViews(outcome.readings),
  judgements: judgementViews(outcome.judgements),
  ...(outcome.evidence && {
    evidence: { ...outcome.evidence, exchange: [...outcome.evidence.exchange] },
  }),
});

export const runView = (record: RunRecord): Run => ({
  checkId: record.checkId,
  location: record.location,
  slot: record.slot,
  startedAt: record.startedAt,
  durationMs: record.durationMs,
  ...outcomeView(record.outcome),
});

/** The reading that stands for the check's speed. */
export const latencyOf = (record: RunRecord | undefined): number | undefined =>
  record?.outcome.readings.find((reading) => reading.name === "latency")?.value;

/** A page of a check's runs, newest first. */
export const runPage = async (
  runs: RunStore,
  query: Parameters<RunStore["list"]>[0],
): Promise<{ items: Run[]; next?: string }> => {
  const { items, next } = await runs.list(query);
  return { items: items.map(runView), next };
};
