import type { Database } from "./database.ts";

/** What is kept beside the tables, by name. */
export const readMeta = (db: Database, name: string): string | undefined =>
  db.get<{ value: string }>("SELECT value FROM meta WHERE name = ?", name)?.value;

export const writeMeta = (db: Database, name: string, value: string): void => {
  db.run(
    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    name,
    value,
  );
};

/** Up to where runs that are written are late: history/create-history.ts. */
export const readClosedUntil = (db: Database): number =>
  Number(readMeta(db, "closed_until") ?? Number.NEGATIVE_INFINITY);
export const writeClosedUntil = (db: Database, until: number): void =>
  writeMeta(db, "closed_until", String(until));
