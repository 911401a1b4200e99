import type { Silence } from "../../core/store.ts";
import type { Database } from "./database.ts";

export const writeSilence = (db: Database, silence: Silence): void => {
  db.run(
    `INSERT INTO silences (id, check_id, "from", until, by, note) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET check_id = excluded.check_id, "from" = excluded."from", until = excluded.until,
       by = excluded.by, note = excluded.note`,
    silence.id,
    silence.checkId,
    silence.from,
    silence.until,
    silence.by,
    silence.note ?? null,
  );
};

/** Those that end after `now`, the first to begin first. */
export const readSilences = (db: Database, now: number): readonly Silence[] =>
  db
    .all<Omit<Silence, "note"> & { readonly note: string | null }>(
      `SELECT id, check_id AS checkId, "from", until, by, note FROM silences WHERE until > ? ORDER BY "from", id`,
      now,
    )
    .map(({ note, ...silence }) => ({ ...silence, ...(note !== null && { note }) }));
