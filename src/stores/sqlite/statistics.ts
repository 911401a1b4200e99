import type { Range, RunStore, StatusCounts } from "../../core/store.ts";
import { addCounts, noCounts, totalCount } from "../../core/uptime.ts";
import { addExtent, addValue, emptyExtent, seriesOf, unknownUnit } from "../extent.ts";
import { chartGrid, partOf, type Grid } from "../grid.ts";
import { cover } from "./cover.ts";
import type { Database } from "./database.ts";
import type { Dictionary, NamedReading } from "./dictionary.ts";
import { readHorizons } from "./meta.ts";
import { countedBuckets, extentBuckets, summaryBuckets, type CountedBucket } from "./rollup-rows.ts";
import { statusOf, valuesOf, type RunRow } from "./run-row.ts";
import { addRowTo, addValueTo, distributionOf, emptySummary } from "./summary.ts";

const countsOver = (db: Database, checkId: number, grid: Grid): readonly StatusCounts[] => {
  const parts = Array.from({ length: grid.parts }, () => noCounts);
  const add = (part: number, counts: StatusCounts) => {
    parts[part] = addCounts(parts[part] ?? noCounts, counts);
  };
  cover<CountedBucket>(grid, readHorizons(db), {
    buckets: (level, from, to) => countedBuckets(db, { checkId, level, from, to }),
    onBucket: add,
    onRuns: (from, to) => {
      const runs = db.all<{ slot: number; status: number }>(
        "SELECT slot, status FROM runs WHERE check_id = ? AND slot >= ? AND slot < ?",
        checkId,
        from,
        to,
      );
      for (const { slot, status } of runs) add(partOf(grid, slot), { ...noCounts, [statusOf(status)]: 1 });
    },
  });
  return parts;
};

/** Calls `found` with each value of a reading in the range, from the runs. */
const eachValue = (
  db: Database,
  names: Dictionary,
  query: Range & { readonly checkId: number; readonly readingId: number },
  found: (slot: number, value: number) => void,
): void => {
  const runs = db.all<RunRow>(
    `SELECT slot, status, shape_id AS shapeId, "values" FROM runs WHERE check_id = ? AND slot >= ? AND slot < ?`,
    query.checkId,
    query.from,
    query.to,
  );
  for (const run of runs) {
    const values = valuesOf(run);
    for (const [index, { id }] of names.shape(run.shapeId).entries())
      if (id === query.readingId && values[index] !== undefined) found(run.slot, values[index]);
  }
};

interface ReadingQuery {
  readonly checkId: number;
  readonly readingId: number;
}

const extentsOver = (db: Database, names: Dictionary, { checkId, readingId }: ReadingQuery, grid: Grid) => {
  const parts = Array.from({ length: grid.parts }, emptyExtent);
  const at = (part: number) => parts[part] ?? emptyExtent();
  cover(grid, readHorizons(db), {
    buckets: (level, from, to) => extentBuckets(db, { checkId, readingId, level, from, to }),
    onBucket: (part, row) => {
      if (row.count !== null) addExtent(at(part), row);
    },
    onRuns: (from, to) =>
      eachValue(db, names, { checkId, readingId, from, to }, (slot, value) =>
        addValue(at(partOf(grid, slot)), value),
      ),
  });
  return parts;
};

const summaryOver = (db: Database, names: Dictionary, { checkId, readingId }: ReadingQuery, range: Range) => {
  const summary = emptySummary();
  cover({ ...range, parts: 1 }, readHorizons(db), {
    buckets: (level, from, to) => summaryBuckets(db, { checkId, readingId, level, from, to }),
    onBucket: (_, row) => {
      if (row.count !== null) addRowTo(summary, row);
    },
    onRuns: (from, to) =>
      eachValue(db, names, { checkId, readingId, from, to }, (_, value) => addValueTo(summary, value)),
  });
  return summary;
};

/** The answers of a `RunStore` that are made from rollups and, towards the edges of a range, from runs. */
export const createStatistics = (
  db: Database,
  names: Dictionary,
): Pick<RunStore, "series" | "distribution" | "counts" | "strip"> => ({
  series: ({ checkId: check, reading, points, ...range }) =>
    db.answer(() => {
      const grid = chartGrid({ ...range, points });
      const checkId = names.knownCheckId(check);
      const known = names.readingsNamed(reading);
      const lines = firstWith(known, ({ id }) => {
        const extents = checkId === undefined ? [] : extentsOver(db, names, { checkId, readingId: id }, grid);
        return extents.some(({ count }) => count > 0) ? extents : undefined;
      });
      const unit = lines?.reading.unit ?? known[0]?.unit ?? unknownUnit;
      return seriesOf(reading, unit, grid, lines?.found ?? Array.from({ length: grid.parts }, emptyExtent));
    }),

  distribution: ({ checkId: check, reading, ...range }) =>
    db.answer(() => {
      const checkId = names.knownCheckId(check);
      if (checkId === undefined || range.from >= range.to) return undefined;
      return firstWith(names.readingsNamed(reading), ({ id }) =>
        distributionOf(summaryOver(db, names, { checkId, readingId: id }, range)),
      )?.found;
    }),

  counts: ({ checkIds, from, to }) =>
    db.answer(() => {
      const found = new Map<string, StatusCounts>();
      for (const check of from < to ? checkIds : []) {
        const checkId = names.knownCheckId(check);
        const [counts] = checkId === undefined ? [] : countsOver(db, checkId, { from, to, parts: 1 });
        if (counts && totalCount(counts) > 0) found.set(check, counts);
      }
      return found;
    }),

  strip: ({ checkId: check, from, to, buckets }) =>
    db.answer(() => {
      const checkId = names.knownCheckId(check);
      if (checkId === undefined || from >= to) return Array.from({ length: buckets }, () => noCounts);
      return countsOver(db, checkId, { from, to, parts: buckets });
    }),
});

/** A name that has come in several units is answered in the one that appeared last and has values in the range. */
const firstWith = <T>(
  readings: readonly NamedReading[],
  search: (reading: NamedReading) => T | undefined,
): { readonly reading: NamedReading; readonly found: T } | undefined => {
  for (const reading of readings) {
    const found = search(reading);
    if (found !== undefined) return { reading, found };
  }
  return undefined;
};
