import type { DeliveryState, Notification, OutboxRow } from "../../core/notification.ts";
import type { DeliveryAttempt, Outbox, Settlement } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { readCardMembers, readCards, writeCard } from "./cards.ts";
import type { Database } from "./database.ts";

/** A second notification with the same id, or of the same incident, channel and sequence, is the first one again. */
export const writeNotification = (db: Database, notification: Notification): void => {
  db.run(
    `INSERT INTO notifications (id, channel, kind, incident_id, sequence, created_at, facts, state, attempts,
       next_attempt_at, uncertain)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, 0) ON CONFLICT DO NOTHING`,
    notification.id,
    notification.channel,
    notification.kind,
    notification.incidentId ?? null,
    notification.sequence,
    notification.createdAt,
    JSON.stringify(notification.facts),
    notification.createdAt,
  );
};

/** What was being sent when the last process ended may have arrived. */
export const recoverNotifications = (db: Database): void => {
  db.run("UPDATE notifications SET state = 'pending', uncertain = 1 WHERE state = 'sending'");
};

interface NotificationRow {
  readonly id: string;
  readonly channel: string;
  readonly kind: Notification["kind"];
  readonly incidentId: string | null;
  readonly sequence: number;
  readonly createdAt: number;
  readonly facts: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly uncertain: number;
  readonly lastError: string | null;
  readonly settledAt: number | null;
}

const columns = `id, channel, kind, incident_id AS incidentId, sequence, created_at AS createdAt, facts, state,
  attempts, next_attempt_at AS nextAttemptAt, uncertain, last_error AS lastError, settled_at AS settledAt`;

/** Written by `writeNotification` alone. */
const decodeFacts = (facts: string): OutboxRow["facts"] => JSON.parse(facts) as OutboxRow["facts"];

const decodeRow = (row: NotificationRow): OutboxRow => ({
  id: row.id,
  channel: row.channel,
  kind: row.kind,
  ...(row.incidentId !== null && { incidentId: row.incidentId }),
  sequence: row.sequence,
  createdAt: row.createdAt,
  facts: decodeFacts(row.facts),
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt,
  uncertain: row.uncertain === 1,
  ...(row.lastError !== null && { lastError: row.lastError }),
  ...(row.settledAt !== null && { settledAt: row.settledAt }),
});

const writeSettlement = (db: Database, id: string, settlement: Settlement): boolean =>
  db.run(
    `UPDATE notifications SET state = ?, next_attempt_at = ?, uncertain = ?, last_error = ?, settled_at = ?
     WHERE id = ?`,
    settlement.state,
    settlement.nextAttemptAt,
    settlement.uncertain ? 1 : 0,
    settlement.lastError ?? null,
    settlement.settledAt ?? null,
    id,
  ) > 0;

const writeAttempt = (db: Database, attempt: DeliveryAttempt): void => {
  db.run(
    "INSERT INTO delivery_attempts (notification_id, at, kind, detail) VALUES (?, ?, ?, ?)",
    attempt.notificationId,
    attempt.at,
    attempt.kind,
    attempt.detail,
  );
};

const readAttempts = (db: Database, notificationId: string): readonly DeliveryAttempt[] =>
  db
    .all<Omit<DeliveryAttempt, "notificationId">>(
      "SELECT at, kind, detail FROM delivery_attempts WHERE notification_id = ? ORDER BY id",
      notificationId,
    )
    .map((attempt) => ({ notificationId, ...attempt }));

const newestFirst: readonly [number, number, string] = [Number.MAX_SAFE_INTEGER, 0, ""];

const listNotifications = (
  db: Database,
  { incidentId, channel, state, limit, before }: Parameters<Outbox["list"]>[0],
): Awaited<ReturnType<Outbox["list"]>> => {
  const from = before === undefined ? newestFirst : decodeCursor(before, newestFirst);
  const wanted = { incident_id: incidentId, channel, state };
  const filters = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const rows = db.all<NotificationRow>(
    `SELECT ${columns} FROM notifications
     WHERE ${filters.map(([column]) => `${column} = ? AND `).join("")}(created_at, sequence, id) < (?, ?, ?)
     ORDER BY created_at DESC, sequence DESC, id DESC LIMIT ?`,
    ...filters.map(([, value]) => value),
    ...from,
    limit + 1,
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.createdAt, row.sequence, row.id],
    (row) => ({ ...decodeRow(row), log: readAttempts(db, row.id) }),
  );
};

export const createOutbox = (db: Database): Outbox => ({
  owed: () =>
    db.answer(() =>
      db
        .all<NotificationRow>(
          `SELECT ${columns} FROM notifications WHERE state IN ('pending', 'sending')
           ORDER BY created_at, sequence, id`,
        )
        .map(decodeRow),
    ),

  add: (notifications) =>
    db.answer(() =>
      db.transaction(() => {
        for (const notification of notifications) writeNotification(db, notification);
      }),
    ),

  begin: (ids) =>
    db.answer(() =>
      db.transaction(() => {
        for (const id of ids)
          db.run("UPDATE notifications SET state = 'sending', attempts = attempts + 1 WHERE id = ?", id);
      }),
    ),

  settle: ({ ids, settlement, attempt, cards }) =>
    db.answer(() =>
      db.transaction(() => {
        for (const id of ids)
          if (writeSettlement(db, id, settlement) && attempt)
            writeAttempt(db, { notificationId: id, ...attempt });
        for (const card of cards ?? []) writeCard(db, card);
      }),
    ),

  cards: (channel, incidentIds) => db.answer(() => readCards(db, channel, incidentIds)),
  cardMembers: (channel, cardId) => db.answer(() => readCardMembers(db, channel, cardId)),

  list: (query) => db.answer(() => listNotifications(db, query)),

  get: (id) =>
    db.answer(() => {
      const row = db.get<NotificationRow>(`SELECT ${columns} FROM notifications WHERE id = ?`, id);
      return row && decodeRow(row);
    }),
});
