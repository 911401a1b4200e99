import type { Database } from "./database.ts";
import type { Horizons } from "./level.ts";

const read = (db: Database, name: string): string | undefined =>
  db.get<{ value: string }>("SELECT value FROM meta WHERE name = ?", name)?.value;

const write = (db: Database, name: string, value: string): void => {
  db.run(
    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    name,
    value,
  );
};

export const readHorizons = (db: Database): Horizons => {
  const text = read(db, "horizons");
  return text === undefined ? [0, 0, 0, 0] : asHorizons(JSON.parse(text));
};

/** Written by `writeHorizons` alone. */
const asHorizons = (value: unknown): Horizons => value as Horizons;

export const writeHorizons = (db: Database, horizons: Horizons): void =>
  write(db, "horizons", JSON.stringify(horizons));

/** The IANA zone that the day rollups are cut in; absent before the first roll-up. */
export const readTimeZone = (db: Database): string | undefined => read(db, "time_zone");
export const writeTimeZone = (db: Database, zone: string): void => write(db, "time_zone", zone);

/** Up to where runs that are written are late: history/create-history.ts. */
export const readClosedUntil = (db: Database): number =>
  Number(read(db, "closed_until") ?? Number.NEGATIVE_INFINITY);
export const writeClosedUntil = (db: Database, until: number): void =>
  write(db, "closed_until", String(until));
