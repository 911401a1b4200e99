import type { Database } from "./database.ts";

/** Deletes closed incidents with all that belongs to them, but for those that a notification is still owed about. */
export const pruneIncidents = (db: Database, before: number, steps: number): number => {
  const ids = JSON.stringify(
    db
      .all<{ id: string }>(
        `SELECT id FROM incidents WHERE opened_at < ? AND closed_at < ? AND NOT EXISTS (
           SELECT 1 FROM notifications WHERE incident_id = incidents.id AND state IN ('pending', 'sending'))
         ORDER BY opened_at, id LIMIT ?`,
        before,
        before,
        steps,
      )
      .map(({ id }) => id),
  );
  for (const table of ["incident_events", "notifications", "cards"])
    db.run(`DELETE FROM ${table} WHERE incident_id IN (SELECT value FROM json_each(?))`, ids);
  return db.run("DELETE FROM incidents WHERE id IN (SELECT value FROM json_each(?))", ids);
};

/** Tests and summaries, which belong to no incident. */
export const pruneLooseNotifications = (db: Database, before: number, steps: number): number =>
  db.run(
    `DELETE FROM notifications WHERE id IN (
       SELECT id FROM notifications
       WHERE created_at < ? AND incident_id IS NULL AND state NOT IN ('pending', 'sending')
       ORDER BY created_at, sequence, id LIMIT ?)`,
    before,
    steps,
  );

export const pruneSilences = (db: Database, before: number, steps: number): number =>
  db.run("DELETE FROM silences WHERE id IN (SELECT id FROM silences WHERE until < ? LIMIT ?)", before, steps);

export const pruneSessions = (db: Database, now: number, steps: number): number =>
  db.run(
    "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE expires_at < ? LIMIT ?)",
    now,
    steps,
  );
