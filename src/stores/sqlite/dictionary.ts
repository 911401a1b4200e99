import type { Reading, Unit } from "../../core/outcome.ts";
import type { Database } from "./database.ts";

export interface NamedReading {
  readonly id: number;
  readonly name: string;
  readonly unit: Unit;
}

/** Small numbers for names that come again in every row. Kept in memory; ids are never used twice. */
export interface Dictionary {
  checkId(name: string): number;
  /** Absent when nothing was ever written about such a check. */
  knownCheckId(name: string): number | undefined;
  checkName(id: number): string;
  locationId(name: string): number;
  locationName(id: number): string;
  /** The id of this list of readings in this order. */
  shapeId(readings: readonly Reading[]): number;
  shape(id: number): readonly NamedReading[];
  /** Every unit that readings of this name have come in, the latest to appear first. */
  readingsNamed(name: string): readonly NamedReading[];
}

/** Names and ids of a table with these two columns. */
const createNames = (db: Database, table: "checks" | "locations") => {
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  const keep = (name: string, id: number) => {
    ids.set(name, id);
    names.set(id, name);
    return id;
  };
  const known = (name: string): number | undefined => {
    const id = ids.get(name) ?? db.get<{ id: number }>(`SELECT id FROM ${table} WHERE name = ?`, name)?.id;
    return id === undefined ? undefined : keep(name, id);
  };
  return {
    known,
    id: (name: string): number => {
      const id = known(name);
      if (id !== undefined) return id;
      const row = db.get<{ id: number }>(`INSERT INTO ${table} (name) VALUES (?) RETURNING id`, name);
      return keep(name, row?.id ?? Number.NaN);
    },
    name: (id: number): string => {
      const name =
        names.get(id) ?? db.get<{ name: string }>(`SELECT name FROM ${table} WHERE id = ?`, id)?.name;
      if (name !== undefined) keep(name, id);
      return name ?? `${table} ${id}`;
    },
    forget: () => {
      ids.clear();
      names.clear();
    },
  };
};

/** Readings by (name, unit), and the lists of them that runs have. */
const createShapes = (db: Database) => {
  const readings = new Map<string, NamedReading>();
  const shapes = new Map<number, readonly NamedReading[]>();
  const shapeIds = new Map<string, number>();
  const key = ({ name, unit }: Pick<NamedReading, "name" | "unit">) => `${name} ${unit}`;
  const keep = (reading: NamedReading) => {
    readings.set(key(reading), reading);
    return reading.id;
  };
  const readingId = ({ name, unit }: Reading): number => {
    const known =
      readings.get(key({ name, unit })) ??
      db.get<NamedReading>("SELECT id, name, unit FROM readings WHERE name = ? AND unit = ?", name, unit) ??
      db.get<NamedReading>(
        "INSERT INTO readings (name, unit) VALUES (?, ?) RETURNING id, name, unit",
        name,
        unit,
      );
    return known ? keep(known) : Number.NaN;
  };

  return {
    shapeId: (found: readonly Reading[]): number => {
      const names = found.map(key).join("\n");
      const known = shapeIds.get(names);
      if (known !== undefined) return known;
      const list = JSON.stringify(found.map(readingId));
      db.run("INSERT INTO shapes (readings) VALUES (?) ON CONFLICT DO NOTHING", list);
      const row = db.get<{ id: number }>("SELECT id FROM shapes WHERE readings = ?", list);
      const id = row?.id ?? Number.NaN;
      shapeIds.set(names, id);
      return id;
    },
    shape: (id: number): readonly NamedReading[] => {
      const known = shapes.get(id);
      if (known) return known;
      const shape = db.all<NamedReading>(
        `SELECT n.id, n.name, n.unit FROM shapes s JOIN json_each(s.readings) e JOIN readings n ON n.id = e.value
         WHERE s.id = ? ORDER BY e.key`,
        id,
      );
      shapes.set(id, shape);
      return shape;
    },
    readingsNamed: (name: string) =>
      db.all<NamedReading>("SELECT id, name, unit FROM readings WHERE name = ? ORDER BY id DESC", name),
    forget: () => {
      readings.clear();
      shapes.clear();
      shapeIds.clear();
    },
  };
};

export const createDictionary = (db: Database): Dictionary => {
  const checks = createNames(db, "checks");
  const locations = createNames(db, "locations");
  const { forget, ...shapes } = createShapes(db);
  // Ids given in a transaction that was undone do not exist.
  db.onRollback(() => {
    checks.forget();
    locations.forget();
    forget();
  });
  return {
    checkId: checks.id,
    knownCheckId: checks.known,
    checkName: checks.name,
    locationId: locations.id,
    locationName: locations.name,
    ...shapes,
  };
};
