import { expect, it } from "vitest";
import type { Tick } from "../../http/schemas.ts";
import { sampleCheck } from "../sample-check.ts";
import { applyTick, wantsRefresh } from "./apply-tick.ts";

const check = sampleCheck({
  id: "orders",
  state: "down",
  incidentId: "i1",
  reason: { code: "connect-refused", detail: "refused" },
  sparkline: Array.from({ length: 40 }, () => 1),
  sparkStatus: Array.from({ length: 40 }, () => "up" as const),
});
const change: Tick["checks"][number] = {
  id: "orders",
  state: "up",
  since: 50,
  overlays: [],
  lastRunAt: 60,
  latencyMs: 7,
  status: "up",
};

it("moves the sparkline on by one with a new run", () => {
  const next = applyTick(check, change);
  expect(next.sparkline).toHaveLength(40);
  expect(next.sparkline.at(-1)).toBe(7);
  expect(next.latencyMs).toBe(7);
});

it("leaves the sparkline alone when the run is known", () => {
  expect(applyTick(check, { ...change, lastRunAt: check.lastRunAt }).sparkline).toBe(check.sparkline);
});

it("forgets the reason and the incident of what is over", () => {
  const next = applyTick(check, change);
  expect(next.reason).toBeUndefined();
  expect(next.incidentId).toBeUndefined();
});

it("wants the whole when the state or the incident is another", () => {
  expect(wantsRefresh(check, change)).toBe(true);
  expect(wantsRefresh(check, { ...change, state: "down", incidentId: "i1" })).toBe(false);
});
