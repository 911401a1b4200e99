import type { OutboxRow } from "../../core/notification.ts";

/** Rows that go out as one message. */
export interface Unit {
  /** All rows that this message settles, oldest first. */
  readonly rows: readonly OutboxRow[];
  /** Its id is the idempotency key; its kind and newest facts are what is said. */
  readonly lead: OutboxRow;
  /** The card that is edited together with other incidents, when there is one. */
  readonly cardId?: string;
  /** True for the first message of its incidents. */
  readonly first: boolean;
}

export type Plan = { readonly unit: Unit } | { readonly waitUntil: number } | undefined;

export interface PlanRules {
  /** First messages wait this long for others of the same moment. */
  readonly waitMs: number;
  /** From so many incidents on, one summary is sent. */
  readonly storm: number;
  /** First messages sent in the last minute. */
  readonly recentFirsts: number;
  /** The shared card of an incident that belongs to a summary. */
  readonly summaryOf: (incidentId: string) => string | undefined;
  /** The summary that new incidents join: its card, while the storm goes on. */
  readonly openSummary: string | undefined;
}

/**
 * Decides what a channel says next. Order is kept per incident; what has not been said yet and is already out of
 * date is merged into one message: a first message and its resolution become "was down from … to …". What may have
 * arrived is settled first, with the same rows as before. Rows must be sorted by age.
 */
export const plan = (rows: readonly OutboxRow[], now: number, rules: PlanRules): Plan => {
  const groups = groupRows(rows, rules);
  const ready = groups.filter((group) => group.dueAt <= now);
  const unit = summaryUnit(ready, rules) ?? ready[0]?.unit;
  if (unit) return { unit };
  const waitUntil = Math.min(...groups.map((group) => group.dueAt));
  return Number.isFinite(waitUntil) ? { waitUntil } : undefined;
};

interface Group {
  readonly unit: Unit;
  readonly dueAt: number;
}

const groupRows = (rows: readonly OutboxRow[], rules: PlanRules): readonly Group[] => {
  const byKey = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const summary = row.incidentId === undefined ? undefined : rules.summaryOf(row.incidentId);
    const key = summary ?? row.incidentId ?? row.id;
    const group = byKey.get(key);
    if (group) group.push(row);
    else byKey.set(key, [row]);
  }
  return [...byKey.values()].map((group) => toGroup(group, rules));
};

const toGroup = (rows: readonly OutboxRow[], rules: PlanRules): Group => {
  const uncertain = rows.findIndex((row) => row.uncertain);
  const taken = uncertain < 0 ? rows : rows.slice(0, uncertain + 1);
  const lead = taken.at(-1);
  if (!lead) throw new Error("a group has at least one row");
  const cardId = lead.incidentId === undefined ? undefined : rules.summaryOf(lead.incidentId);
  const first = taken.some((row) => row.kind === "firing");
  const waits = lead.attempts === 0 && (first || cardId !== undefined) && lead.kind !== "test";
  const dueAt = Math.max(
    ...taken.map((row) => row.nextAttemptAt),
    waits ? Math.min(...taken.map((row) => row.createdAt)) + rules.waitMs : 0,
  );
  return { unit: { rows: taken, lead, first, ...(cardId !== undefined && { cardId }) }, dueAt };
};

/** Joins first messages into one summary when there are too many of them. */
const summaryUnit = (ready: readonly Group[], rules: PlanRules): Unit | undefined => {
  const firsts = ready
    .map(({ unit }) => unit)
    .filter(({ first, cardId, lead }) => first && cardId === undefined && !lead.uncertain);
  const lead = firsts[0]?.lead;
  const isStorm = firsts.length >= 2 && firsts.length + rules.recentFirsts >= rules.storm;
  if (!lead || (!isStorm && rules.openSummary === undefined)) return undefined;
  return {
    rows: firsts.flatMap(({ rows }) => rows),
    lead,
    first: true,
    cardId: rules.openSummary ?? lead.id,
  };
};

/** The kind that a unit is announced as: news that was never told is "firing" unless it is already over. */
export const announcedKind = ({ lead, first, rows }: Unit): OutboxRow["kind"] => {
  if (!first || lead.kind === "resolved") return lead.kind;
  return rows.every(({ kind }) => kind === "test") ? "test" : "firing";
};
