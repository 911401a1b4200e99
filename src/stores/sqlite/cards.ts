import type { CardRef } from "../../core/notification.ts";
import type { Card } from "../../core/store.ts";
import type { Database } from "./database.ts";

export const writeCard = (db: Database, card: Card): void => {
  db.run(
    `INSERT INTO cards (channel, incident_id, card_id, ref) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET card_id = excluded.card_id, ref = excluded.ref`,
    card.channel,
    card.incidentId,
    card.cardId,
    JSON.stringify(card.ref),
  );
};

interface CardRow {
  readonly channel: string;
  readonly incidentId: string;
  readonly cardId: string;
  readonly ref: string;
}

/** `ref` was written by `writeCard` alone. */
const decodeCard = ({ channel, incidentId, cardId, ref }: CardRow): Card => ({
  channel,
  incidentId,
  cardId,
  ref: JSON.parse(ref) as CardRef,
});

const columns = "channel, incident_id AS incidentId, card_id AS cardId, ref";

export const readCards = (db: Database, channel: string, incidentIds: readonly string[]): readonly Card[] =>
  db
    .all<CardRow>(
      `SELECT ${columns} FROM cards
       WHERE channel = ? AND incident_id IN (SELECT value FROM json_each(?)) ORDER BY incident_id`,
      channel,
      JSON.stringify(incidentIds),
    )
    .map(decodeCard);

export const readCardMembers = (db: Database, channel: string, cardId: string): readonly Card[] =>
  db
    .all<CardRow>(
      `SELECT ${columns} FROM cards WHERE channel = ? AND card_id = ? ORDER BY incident_id`,
      channel,
      cardId,
    )
    .map(decodeCard);
