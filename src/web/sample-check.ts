import type { CheckSummary } from "../http/schemas.ts";

/** A healthy check for tests, with what a test wants to differ. */
export const sampleCheck = (given: Partial<CheckSummary> & Pick<CheckSummary, "id">): CheckSummary => ({
  title: given.id,
  type: "http",
  target: `GET https://${given.id}.example.com`,
  state: "up",
  since: 0,
  overlays: [],
  lastRunAt: 0,
  latencyMs: 100,
  everyMs: 60_000,
  stale: false,
  uptime: { day: 1, week: 1, quarter: 1 },
  sparkline: [100, 110],
  sparkStatus: ["up", "up"],
  ...given,
});
