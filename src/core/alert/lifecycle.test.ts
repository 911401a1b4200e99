import { expect, it } from "vitest";
import { noOverlays, outcomeEvent } from "../../../test/support/alert-drive.ts";
import type { Incident } from "../incident.ts";
import type { Judgement } from "../outcome.ts";
import { reason } from "../reason.ts";
import { initialState, reduce } from "./reduce.ts";
import type { AlertEvent, Observation } from "./types.ts";

const start = 1_700_000_000_000;
const once = { count: 1, of: 1, forMs: 0 };
const context = {
  checkId: "orders",
  rules: {
    confirm: { down: once, up: once },
    recheckMs: 0,
    flap: { windowMs: 60_000, enter: 9, leave: 0 },
  },
  overlays: noOverlays,
  channels: [],
};

const good: Judgement = { subject: "status", expected: "200", actual: "200", status: "up" };
const tooSlow = reason("latency-exceeded", "took 900 ms");
const slow: Judgement = {
  subject: "latency",
  expected: "< 800 ms",
  actual: "900 ms",
  status: "degraded",
  reason: tooSlow,
};

/** Plays events a second apart and answers with every incident saved. */
const saved = (events: readonly (AlertEvent | Partial<Observation>)[]): readonly Incident[] => {
  let state = initialState(start);
  return events.flatMap((event, index) => {
    const now = start + index * 1000;
    const observation = { status: "up", at: now, judgements: [], readings: [], ...event } as const;
    const happens = "kind" in event ? event : ({ kind: "outcome", location: "here", observation } as const);
    const reduction = reduce(state, happens, now, context);
    state = reduction.state;
    return reduction.effects.flatMap((effect) => (effect.kind === "save-incident" ? [effect.incident] : []));
  });
};

it("keeps what the bad outcome said, and only what was bad in it", () => {
  const readings = [{ name: "latency", value: 900, unit: "ms" } as const];
  expect(saved([{ status: "degraded", reason: tooSlow, judgements: [good, slow], readings }])).toEqual([
    {
      id: `orders.${start.toString(36)}`,
      checkId: "orders",
      severity: "degraded",
      worst: "degraded",
      openedAt: start,
      confirmedAt: start,
      reason: tooSlow,
      judgements: [slow],
      readings,
      flapping: false,
    },
  ]);
});

it("is renewed by each bad outcome, saved when the reason is another one, and remembers the worst", () => {
  const broken = reason("connection-reset", "reset by 127.0.0.1");
  const incidents = saved([
    { status: "down", reason: reason("status-mismatch", "found 500") },
    { status: "down", reason: reason("status-mismatch", "found 503") },
    { status: "down", reason: broken },
    { status: "degraded", reason: tooSlow },
    { kind: "acknowledge", by: "anna", note: "on it" },
    { status: "up" },
  ]);
  expect(incidents.map(({ severity, worst, ...rest }) => [severity, worst, rest.reason.detail])).toEqual([
    ["down", "down", "found 500"],
    ["down", "down", "reset by 127.0.0.1"],
    ["degraded", "down", "took 900 ms"],
    ["degraded", "down", "took 900 ms"],
    ["degraded", "down", "took 900 ms"],
  ]);
  expect(incidents.at(-1)).toMatchObject({
    acknowledgedAt: start + 4000,
    acknowledgedBy: "anna",
    closedAt: start + 5000,
    closedBecause: "recovered",
    flapping: false,
  });
});

it("is no longer flapping when it closes because the check is removed", () => {
  const rules = { ...context.rules, flap: { windowMs: 60_000, enter: 0, leave: 0 } };
  const first = reduce(initialState(start), outcomeEvent("up", start), start, { ...context, rules });
  const { state } = reduce(first.state, outcomeEvent("down", start + 1), start + 1, { ...context, rules });
  expect(state.incident?.flapping).toBe(true);
  const { effects } = reduce(state, { kind: "remove" }, start + 2, { ...context, rules });
  expect(effects[0]).toMatchObject({
    incident: { flapping: false, closedBecause: "removed", closedAt: start + 2 },
  });
});

it("says so when a bad outcome came without a reason", () => {
  expect(saved([{ status: "down" }])[0]?.reason).toEqual(reason("run-failed", "The run gave no reason"));
});
