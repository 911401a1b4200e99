import { expect, test } from "vitest";
import type { OutboxRow } from "../../core/notification.ts";
import { announcedKind, plan, type PlanRules, type Unit } from "./plan.ts";

const rules: PlanRules = {
  waitMs: 10_000,
  storm: 5,
  recentFirsts: 0,
  summaryOf: () => undefined,
  openSummary: undefined,
};

const row = (id: string, change: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  channel: "team",
  kind: "firing",
  incidentId: "orders.1",
  sequence: 1,
  createdAt: 0,
  facts: [],
  state: "pending",
  attempts: 0,
  nextAttemptAt: 0,
  uncertain: false,
  ...change,
});

const unitAt = (rows: readonly OutboxRow[], now: number, change: Partial<PlanRules> = {}): Unit => {
  const next = plan(rows, now, { ...rules, ...change });
  if (!next || !("unit" in next)) throw new Error(`nothing to send at ${now}: ${JSON.stringify(next)}`);
  return next.unit;
};

const ids = (unit: Unit) => unit.rows.map(({ id }) => id);

test("a first message waits for others of the same moment; a test message does not", () => {
  expect(plan([row("a")], 9_999, rules)).toEqual({ waitUntil: 10_000 });
  expect(ids(unitAt([row("a")], 10_000))).toEqual(["a"]);
  const { incidentId: _, ...testRow } = row("t", { kind: "test" });
  expect(ids(unitAt([testRow], 0))).toEqual(["t"]);
});

test("nothing is owed, nothing is planned", () => {
  expect(plan([], 0, rules)).toBeUndefined();
});

test("a first message and its resolution that were both not sent become one message about the past", () => {
  const unit = unitAt([row("a"), row("b", { kind: "resolved", sequence: 2 })], 20_000);
  expect(ids(unit)).toEqual(["a", "b"]);
  expect(announcedKind(unit)).toBe("resolved");
});

test("an escalation that overtook its first message is told as the first message", () => {
  const unit = unitAt([row("a"), row("b", { kind: "escalated", sequence: 2 })], 20_000);
  expect(unit.lead.id).toBe("b");
  expect(announcedKind(unit)).toBe("firing");
});

test("a resolution never overtakes a first message that may have arrived", () => {
  const rows = [row("a", { uncertain: true, attempts: 1 }), row("b", { kind: "resolved", sequence: 2 })];
  const unit = unitAt(rows, 20_000);
  expect(ids(unit)).toEqual(["a"]);
  expect(announcedKind(unit)).toBe("firing");
});

test("a merged message that may have arrived is repeated with the same rows under the same key", () => {
  const rows = [row("a"), row("b", { kind: "resolved", sequence: 2, uncertain: true, attempts: 1 })];
  const unit = unitAt(rows, 20_000);
  expect(ids(unit)).toEqual(["a", "b"]);
  expect(unit.lead.id).toBe("b");
});

test("an incident that waits for its next attempt does not hold up another", () => {
  const rows = [row("a", { nextAttemptAt: 60_000, attempts: 1 }), row("b", { incidentId: "mail.1" })];
  expect(ids(unitAt(rows, 20_000))).toEqual(["b"]);
});

const storm = (count: number) =>
  Array.from({ length: count }, (_, index) => row(`r${index}`, { incidentId: `check${index}.1` }));

test("four incidents of one moment are four cards, five are one summary", () => {
  expect(ids(unitAt(storm(4), 10_000))).toEqual(["r0"]);
  const unit = unitAt(storm(5), 10_000);
  expect(ids(unit)).toEqual(["r0", "r1", "r2", "r3", "r4"]);
  expect(unit.cardId).toBe("r0");
  expect(announcedKind(unit)).toBe("firing");
});

test("first messages of the last minute count towards a storm", () => {
  expect(ids(unitAt(storm(2), 10_000, { recentFirsts: 3 }))).toEqual(["r0", "r1"]);
  expect(ids(unitAt(storm(2), 10_000, { recentFirsts: 2 }))).toEqual(["r0"]);
});

test("while a storm goes on even a single new incident joins its summary", () => {
  const unit = unitAt(storm(1), 10_000, { openSummary: "card" });
  expect(unit.cardId).toBe("card");
});

test("what happens to incidents of a summary is told in one edit", () => {
  const rows = [
    row("a", { kind: "resolved", incidentId: "x.1", sequence: 2 }),
    row("b", { kind: "escalated", incidentId: "y.1", sequence: 2, createdAt: 4000 }),
  ];
  const summaryOf = () => "card";
  expect(plan(rows, 9_000, { ...rules, summaryOf })).toEqual({ waitUntil: 10_000 });
  expect(ids(unitAt(rows, 10_000, { summaryOf }))).toEqual(["a", "b"]);
});
