import type { Check } from "../../src/core/check.ts";
import { failedOutcome, type Outcome } from "../../src/core/outcome.ts";
import { reason } from "../../src/core/reason.ts";

export const upOutcome: Outcome = {
  status: "up",
  readings: [{ name: "latency", value: 12, unit: "ms" }],
  judgements: [{ subject: "status", expected: "2xx", actual: "200", status: "up" }],
};

export const downOutcome: Outcome = failedOutcome(
  "down",
  reason("connect-refused", "connection refused by 127.0.0.1:9"),
);

/** A check whose probe the test decides; confirmed by two bad outcomes and one good one. */
export const sampleCheck = (change: Partial<Check> = {}): Check => ({
  id: "orders",
  type: "sample",
  title: "Orders",
  target: "GET http://127.0.0.1/orders",
  everyMs: 10_000,
  timeoutMs: 1000,
  paused: false,
  notify: ["team"],
  rules: {
    confirm: { down: { count: 2, of: 2, forMs: 0 }, up: { count: 1, of: 1, forMs: 0 } },
    recheckMs: 2000,
    flap: { windowMs: 1_800_000, enter: 6, leave: 2 },
  },
  fingerprint: "1",
  probe: () => Promise.resolve(upOutcome),
  ...change,
});
