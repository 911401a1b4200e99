import type { Notification, OutboxRow } from "../../core/notification.ts";
import type { Card, DeliveryAttempt, Outbox, Settlement } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";

export interface MemoryOutbox extends Outbox {
  addNow(notification: Notification): void;
  /** Forgets what is about these incidents. */
  forget(incidentIds: ReadonlySet<string>): void;
  forgetLoose(before: number): void;
}

const isOwed = ({ state }: OutboxRow): boolean => state === "pending" || state === "sending";

type Age = Pick<OutboxRow, "createdAt" | "sequence" | "id">;

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const byAge = (left: Age, right: Age): number =>
  left.createdAt - right.createdAt || left.sequence - right.sequence || compareText(left.id, right.id);

const isDuplicate = (row: OutboxRow, other: Notification): boolean =>
  row.id === other.id ||
  (row.incidentId !== undefined &&
    row.incidentId === other.incidentId &&
    row.channel === other.channel &&
    row.sequence === other.sequence);

/** A settlement says everything: what it leaves out is no longer so. */
const settled = (row: OutboxRow, settlement: Settlement): OutboxRow => {
  const { lastError: _, settledAt: __, ...rest } = row;
  return { ...rest, ...settlement };
};

export const createMemoryOutbox = (): MemoryOutbox => {
  let rows: readonly OutboxRow[] = [];
  let attempts: readonly DeliveryAttempt[] = [];
  let cards: readonly Card[] = [];

  const change = (ids: readonly string[], to: (row: OutboxRow) => OutboxRow): void => {
    rows = rows.map((row) => (ids.includes(row.id) ? to(row) : row));
  };
  const addNow = (notification: Notification): void => {
    if (rows.some((row) => isDuplicate(row, notification))) return;
    const { createdAt } = notification;
    const fresh = { state: "pending", attempts: 0, nextAttemptAt: createdAt, uncertain: false } as const;
    rows = [...rows, { ...notification, ...fresh }].sort(byAge);
  };
  const keepRows = (isKept: (row: OutboxRow) => boolean): void => {
    rows = rows.filter(isKept);
    const ids = new Set(rows.map(({ id }) => id));
    attempts = attempts.filter(({ notificationId }) => ids.has(notificationId));
  };

  return {
    addNow,
    forget: (incidentIds) => {
      keepRows(({ incidentId }) => incidentId === undefined || !incidentIds.has(incidentId));
      cards = cards.filter(({ incidentId }) => !incidentIds.has(incidentId));
    },
    forgetLoose: (before) =>
      keepRows((row) => row.incidentId !== undefined || row.createdAt >= before || isOwed(row)),

    owed: async () => rows.filter(isOwed),
    add: async (notifications) => notifications.forEach((notification) => addNow(notification)),
    begin: async (ids) => change(ids, (row) => ({ ...row, state: "sending", attempts: row.attempts + 1 })),
    settle: async ({ ids, settlement, attempt, cards: posted = [] }) => {
      change(ids, (row) => settled(row, settlement));
      const known = ids.filter((id) => rows.some((row) => row.id === id));
      if (attempt)
        attempts = [...attempts, ...known.map((notificationId) => ({ notificationId, ...attempt }))];
      for (const card of posted) {
        const others = cards.filter((c) => c.channel !== card.channel || c.incidentId !== card.incidentId);
        cards = [...others, card].sort((left, right) => compareText(left.incidentId, right.incidentId));
      }
    },
    cards: async (channel, incidentIds) =>
      cards.filter((card) => card.channel === channel && incidentIds.includes(card.incidentId)),
    cardMembers: async (channel, cardId) =>
      cards.filter((card) => card.channel === channel && card.cardId === cardId),
    list: async (query) => listRows(rows, attempts, query),
    get: async (id) => rows.find((row) => row.id === id),
  };
};

const cursorShape: readonly [number, number, string] = [0, 0, ""];

const listRows = (
  rows: readonly OutboxRow[],
  attempts: readonly DeliveryAttempt[],
  { incidentId, channel, state, limit, before }: Parameters<Outbox["list"]>[0],
): Awaited<ReturnType<Outbox["list"]>> => {
  const from = before === undefined ? undefined : decodeCursor(before, cursorShape);
  const isOlder = (row: OutboxRow): boolean =>
    !from || byAge(row, { createdAt: from[0], sequence: from[1], id: from[2] }) < 0;
  const found = rows
    .filter((row) => incidentId === undefined || row.incidentId === incidentId)
    .filter((row) => channel === undefined || row.channel === channel)
    .filter((row) => state === undefined || row.state === state)
    .filter(isOlder)
    .toReversed();
  return pageOf(
    found,
    limit,
    ({ createdAt, sequence, id }) => [createdAt, sequence, id],
    (row) => ({ ...row, log: attempts.filter(({ notificationId }) => notificationId === row.id) }),
  );
};
