import type { Reading, Unit } from "../../core/outcome.ts";
import type { Database } from "./database.ts";

export interface NamedReading {
  readonly id: number;
  readonly name: string;
  readonly unit: Unit;
}

/** Which readings runs have. */
export interface Shapes {
  /** The id of this list of readings in this order. `checkId` is a hint: a check's runs mostly have one shape. */
  shapeId(readings: readonly Reading[], checkId?: number): number;
  shape(id: number): readonly NamedReading[];
  /** Every unit that readings of this name have come in, the latest to appear first. */
  readingsNamed(name: string): readonly NamedReading[];
  /** How many decimals the readings of a shape have as a rule. */
  decimalsOfShape(id: number): Uint8Array;
}

/** Milliseconds are measured to a hundredth; everything else is mostly counted. */
const usualDecimals = (unit: Unit): number => (unit === "ms" ? 2 : 0);

const keyOf = ({ name, unit }: Pick<NamedReading, "name" | "unit">): string => `${name} ${unit}`;

/** Ids of readings by (name, unit). */
const createReadingIds = (db: Database) => {
  const ids = new Map<string, number>();
  return {
    forget: () => ids.clear(),
    idOf: ({ name, unit }: Reading): number => {
      const known = ids.get(keyOf({ name, unit }));
      if (known !== undefined) return known;
      const row =
        db.get<{ id: number }>("SELECT id FROM readings WHERE name = ? AND unit = ?", name, unit) ??
        db.get<{ id: number }>("INSERT INTO readings (name, unit) VALUES (?, ?) RETURNING id", name, unit);
      const id = row?.id ?? Number.NaN;
      ids.set(keyOf({ name, unit }), id);
      return id;
    },
  };
};

const readShape = (db: Database, id: number): readonly NamedReading[] =>
  db.all<NamedReading>(
    `SELECT n.id, n.name, n.unit FROM shapes s JOIN json_each(s.readings) e JOIN readings n ON n.id = e.value
     WHERE s.id = ? ORDER BY e.key`,
    id,
  );

const writeShape = (db: Database, readingIds: readonly number[]): number => {
  const list = JSON.stringify(readingIds);
  db.run("INSERT INTO shapes (readings) VALUES (?) ON CONFLICT DO NOTHING", list);
  return db.get<{ id: number }>("SELECT id FROM shapes WHERE readings = ?", list)?.id ?? Number.NaN;
};

/** The lists of readings that runs have. */
export const createShapes = (db: Database): Shapes & { readonly forget: () => void } => {
  const readings = createReadingIds(db);
  const shapes = new Map<number, readonly NamedReading[]>();
  const shapeIds = new Map<string, number>();
  const decimals = new Map<number, Uint8Array>();
  /** By check id: the shape of its last run. */
  const lastShapes: number[] = [];

  const shape = (id: number): readonly NamedReading[] => {
    const found = shapes.get(id) ?? readShape(db, id);
    shapes.set(id, found);
    return found;
  };
  const idOf = (found: readonly Reading[]): number => {
    const names = found.map(keyOf).join("\n");
    const id = shapeIds.get(names) ?? writeShape(db, found.map(readings.idOf));
    shapeIds.set(names, id);
    return id;
  };

  return {
    shape,
    shapeId: (found, checkId) => {
      const last = checkId === undefined ? undefined : lastShapes[checkId];
      // Comparing is several times cheaper than a key of all names.
      if (last !== undefined && isShapeOf(shape(last), found)) return last;
      const id = idOf(found);
      if (checkId !== undefined) lastShapes[checkId] = id;
      return id;
    },
    decimalsOfShape: (id) => {
      const known = decimals.get(id);
      if (known) return known;
      const found = Uint8Array.from(shape(id), ({ unit }) => usualDecimals(unit));
      decimals.set(id, found);
      return found;
    },
    readingsNamed: (name) =>
      db.all<NamedReading>("SELECT id, name, unit FROM readings WHERE name = ? ORDER BY id DESC", name),
    forget: () => {
      readings.forget();
      shapes.clear();
      shapeIds.clear();
      decimals.clear();
      lastShapes.length = 0;
    },
  };
};

/** True when the readings' names and units are those of the shape, in its order. */
const isShapeOf = (shape: readonly NamedReading[], readings: readonly Reading[]): boolean => {
  if (shape.length !== readings.length) return false;
  for (let index = 0; index < shape.length; index++)
    if (shape[index]?.name !== readings[index]?.name || shape[index]?.unit !== readings[index]?.unit)
      return false;
  return true;
};
