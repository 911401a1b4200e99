import type { CheckState } from "../../src/core/alert/types.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Notification } from "../../src/core/notification.ts";
import { failedOutcome, type Outcome } from "../../src/core/outcome.ts";
import { reason } from "../../src/core/reason.ts";
import type { Batch, RunRecord } from "../../src/core/store.ts";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A round hour that days in no zone begin at. */
export const t0 = Date.UTC(2026, 5, 10, 6);

export const goodOutcome = (latencyMs = 40): Outcome => ({
  status: "up",
  readings: [
    { name: "latency", value: latencyMs, unit: "ms" },
    { name: "status_code", value: 200, unit: "code" },
  ],
  judgements: [{ subject: "status", expected: "2xx", actual: "200", status: "up" }],
});

export const badOutcome: Outcome = failedOutcome(
  "down",
  reason("connect-refused", "connection refused by 127.0.0.1:3000"),
  [{ name: "dns", value: 1.5, unit: "ms" }],
  { exchange: ["> GET / HTTP/1.1"], address: "127.0.0.1" },
);

export const degradedOutcome: Outcome = {
  ...goodOutcome(900),
  status: "degraded",
  reason: reason("latency-exceeded", "900 ms, allowed 800 ms"),
};

export const unknownOutcome: Outcome = failedOutcome("unknown", reason("run-missed", "the machine slept"));

export const run = (slot: number, change: Partial<RunRecord> = {}): RunRecord => ({
  checkId: "orders",
  location: "home",
  slot,
  startedAt: slot + 2,
  durationMs: 41.5,
  outcome: goodOutcome(),
  ...change,
});

/** A run as it is kept: one that was up without its judgements. */
export const asKept = (record: RunRecord): RunRecord =>
  record.outcome.status === "up" ? { ...record, outcome: { ...record.outcome, judgements: [] } } : record;

export const batch = (change: Partial<Batch>): Batch => ({
  runs: [],
  states: [],
  incidents: [],
  events: [],
  notifications: [],
  ...change,
});

export const state = (change: Partial<CheckState> = {}): CheckState => ({
  state: "up",
  since: t0,
  recent: [{ status: "up", at: t0 }],
  votes: { home: { status: "up", at: t0 } },
  flips: [],
  flapping: false,
  told: {},
  sequence: 0,
  ...change,
});

export const incident = (openedAt: number, change: Partial<Incident> = {}): Incident => ({
  id: `orders.${openedAt.toString(36)}`,
  checkId: "orders",
  severity: "down",
  worst: "down",
  openedAt,
  confirmedAt: openedAt + 10_000,
  reason: reason("connect-refused", "connection refused by 127.0.0.1:3000"),
  judgements: [],
  readings: [],
  flapping: false,
  ...change,
});

export const notification = (id: string, change: Partial<Notification> = {}): Notification => ({
  id,
  channel: "team",
  kind: "firing",
  incidentId: "orders.1",
  sequence: 1,
  createdAt: t0,
  facts: [{ incident: incident(t0), title: "Orders", target: "GET https://api.example.com" }],
  ...change,
});

/** A test message, which is about no incident. */
export const testMessage = (id: string, change: Partial<Notification> = {}): Notification => {
  const { incidentId: _, ...rest } = notification(id, { kind: "test", facts: [], ...change });
  return rest;
};
