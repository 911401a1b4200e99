import type { Checked } from "./checked.ts";

/** One run as `hinomi check --json` prints it. Times are epoch ms. */
export const jsonResult = ({ check, record }: Checked) => ({
  id: check.id,
  title: check.title,
  target: check.target,
  status: record.outcome.status,
  reason: record.outcome.reason ?? null,
  readings: record.outcome.readings,
  judgements: record.outcome.judgements,
  startedAt: record.startedAt,
  durationMs: record.durationMs,
});
