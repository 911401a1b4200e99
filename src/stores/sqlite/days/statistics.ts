import { mergeEncoded } from "../../../core/sketch-codec.ts";
import { addToSketch, emptySketch, quantiles } from "../../../core/sketch.ts";
import type { Distribution, Range, RunStore, StatusCounts } from "../../../core/store.ts";
import { noCounts, totalCount } from "../../../core/uptime.ts";
import { addExtent, addValue, emptyExtents, seriesOf, unknownUnit } from "../../extent.ts";
import { chartGrid, partOf, type ChartGrid } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { Dictionary, NamedReading } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import { createCounter } from "./count-parts.ts";
import { cover } from "./cover.ts";
import { createHourExtents, decodeHourExtents } from "./hour-columns.ts";
import { readKept } from "./progress.ts";
import { extentDays, sketchDays, type ReadingQuery } from "./reading-days.ts";

/** Calls `found` with each value of a reading in the range, from the runs. */
const eachValue = (
  history: RunHistory,
  names: Dictionary,
  { checkId, readingId, from, to }: ReadingQuery,
  found: (slot: number, value: number) => void,
): void => {
  let lastShape = -1;
  let places: readonly number[] = [];
  history.visit(checkId, from, to, (slot, _status, _location, shapeId, values) => {
    if (shapeId !== lastShape) {
      places = names.shape(shapeId).flatMap(({ id }, place) => (id === readingId ? [place] : []));
      lastShape = shapeId;
    }
    for (const place of places) {
      const value = values[place];
      if (value !== undefined) found(slot, value);
    }
  });
};

/** Hours of the day that is looked at: decoded into the same place again and again. */
const hours = createHourExtents();

/** The answers of a `RunStore` that are made from days and, towards the edges of a range, from hours and runs. */
export const createStatistics = (
  db: Database,
  names: Dictionary,
  history: RunHistory,
): Pick<RunStore, "series" | "distribution" | "counts" | "strip"> => {
  const counter = createCounter(db, history);

  const extentsOver = (checkId: number, readingId: number, grid: ChartGrid, runsFrom: number) => {
    const extents = emptyExtents(grid.parts);
    cover(grid, runsFrom, extentDays(db, { checkId, readingId, from: grid.from, to: grid.to }), {
      onDay: (part, { count, min, max, sum }) => {
        if (count > 0) addExtent(extents, part, count, min, max, sum);
      },
      openHours: ({ count, min, hours: encoded }) => {
        if (count === 0) hours.counts.fill(0);
        else if (encoded) decodeHourExtents(encoded, min, hours);
        return count === 0 || encoded !== null;
      },
      onHour: (part, hour) => {
        const { counts, min, max, sum } = hours;
        const count = counts[hour] ?? 0;
        if (count > 0) addExtent(extents, part, count, min[hour] ?? 0, max[hour] ?? 0, sum[hour] ?? 0);
      },
      onRuns: (from, to) =>
        eachValue(history, names, { checkId, readingId, from, to }, (slot, value) =>
          addValue(extents, partOf(grid, slot), value),
        ),
    });
    return extents;
  };

  const distributionOver = (checkId: number, readingId: number, range: Range): Distribution | undefined => {
    const extents = emptyExtents(1);
    const sketch = emptySketch();
    cover({ ...range, parts: 1 }, readKept(db).runsFrom, sketchDays(db, { checkId, readingId, ...range }), {
      onDay: (_, day) => {
        if (day.count === 0) return;
        addExtent(extents, 0, day.count, day.min, day.max, day.sum);
        if (day.sketch) mergeEncoded(sketch, day.sketch);
        else addToSketch(sketch, day.min, day.count);
      },
      onRuns: (from, to) =>
        eachValue(history, names, { checkId, readingId, from, to }, (_, value) => {
          addValue(extents, 0, value);
          addToSketch(sketch, value);
        }),
    });
    const [[count = 0], [min = 0], [max = 0], [sum = 0]] = [
      extents.count,
      extents.min,
      extents.max,
      extents.sum,
    ];
    const found = quantiles(sketch, [0.5, 0.95, 0.99]);
    if (!found) return undefined;
    // A quantile never lies outside of what was seen.
    const [p50 = min, p95 = min, p99 = min] = found.map((value) => Math.min(Math.max(value, min), max));
    return { count, min, max, mean: sum / count, p50, p95, p99 };
  };

  return {
    series: ({ checkId: check, reading, points, from, to }) =>
      db.answer(() => {
        const { runsFrom, hoursFrom } = readKept(db);
        const finestMs = from >= runsFrom ? undefined : from >= hoursFrom ? hourMs : dayMs;
        const grid = chartGrid({ from, to, points, finestMs });
        const checkId = names.knownCheckId(check);
        const known = names.readingsNamed(reading);
        const line = firstWith(known, ({ id }) => {
          if (checkId === undefined) return undefined;
          const extents = extentsOver(checkId, id, grid, runsFrom);
          return extents.count.some((count) => count > 0) ? extents : undefined;
        });
        const unit = line?.reading.unit ?? known[0]?.unit ?? unknownUnit;
        return seriesOf(reading, unit, grid, line?.found ?? emptyExtents(grid.parts));
      }),

    distribution: ({ checkId: check, reading, from, to }) =>
      db.answer(() => {
        const checkId = names.knownCheckId(check);
        if (checkId === undefined || from >= to) return undefined;
        return firstWith(names.readingsNamed(reading), ({ id }) =>
          distributionOver(checkId, id, { from, to }),
        )?.found;
      }),

    counts: ({ checkIds, from, to }) =>
      db.answer(() => {
        const found = new Map<string, StatusCounts>();
        const { runsFrom } = readKept(db);
        for (const check of from < to ? checkIds : []) {
          const checkId = names.knownCheckId(check);
          const counts = checkId === undefined ? noCounts : counter.total(checkId, { from, to }, runsFrom);
          if (totalCount(counts) > 0) found.set(check, counts);
        }
        return found;
      }),

    strip: ({ checkId: check, from, to, buckets }) =>
      db.answer(() => {
        const checkId = names.knownCheckId(check);
        if (checkId === undefined || from >= to) return Array.from({ length: buckets }, () => noCounts);
        return counter.parts(checkId, { from, to, parts: buckets }, readKept(db).runsFrom);
      }),
  };
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

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
