import type { Range, RunStore, StatusCounts } from "../../../core/store.ts";
import { noCounts, totalCount } from "../../../core/uptime.ts";
import { emptyExtents, seriesOf, unknownUnit } from "../../extent.ts";
import { chartGrid } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { Dictionary, NamedReading } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import { createCounter } from "./count-parts.ts";
import { distributionOver } from "./distribution.ts";
import { lineOver } from "./line.ts";
import { readKept, readReach } from "./progress.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A chart of more runs is drawn by the hour: reading a run takes a microsecond, in which nothing else is done. */
const mostRunsRead = 21_000;

const rolledRuns = (db: Database, checkId: number | undefined, { from, to }: Range): number =>
  db.get<{ runs: number | null }>(
    `SELECT sum(up + degraded + down + unknown) AS runs FROM day_counts
     WHERE check_id = ? AND start >= ? AND start < ?`,
    checkId ?? null,
    from,
    to,
  )?.runs ?? 0;

/** The answers of a `RunStore` that are made from days and, towards the edges of a range, from hours and runs. */
export const createStatistics = (
  db: Database,
  names: Dictionary,
  history: RunHistory,
): Pick<RunStore, "series" | "distribution" | "counts" | "strip"> => {
  const sources = { db, names, history };
  const counter = createCounter(db, history);
  return {
    series: ({ checkId: check, reading, points, from, to }) =>
      history.read(() => {
        const { runsFrom, hoursFrom } = readKept(db);
        const checkId = names.knownCheckId(check);
        const isRead = from >= runsFrom && rolledRuns(db, checkId, { from, to }) <= mostRunsRead;
        const isHourly = from >= Math.min(runsFrom, hoursFrom);
        const finestMs = isRead ? undefined : isHourly ? hourMs : dayMs;
        const grid = chartGrid({ from, to, points, finestMs });
        const known = names.readingsNamed(reading);
        const line = firstWith(known, ({ id: readingId }) =>
          checkId === undefined ? undefined : lineOver(sources, { checkId, readingId }, grid, readReach(db)),
        );
        const unit = line?.reading.unit ?? known[0]?.unit ?? unknownUnit;
        return seriesOf(reading, unit, grid, line?.found ?? emptyExtents(grid.parts));
      }),

    distribution: ({ checkId: check, reading, from, to }) =>
      history.read(() => {
        const checkId = names.knownCheckId(check);
        if (checkId === undefined || from >= to) return undefined;
        const reach = readReach(db);
        return firstWith(names.readingsNamed(reading), ({ id: readingId }) =>
          distributionOver(sources, { checkId, readingId, from, to }, reach),
        )?.found;
      }),

    counts: ({ checkIds, from, to }) =>
      history.read(() => {
        const found = new Map<string, StatusCounts>();
        const reach = readReach(db);
        for (const check of from < to ? checkIds : []) {
          const checkId = names.knownCheckId(check);
          const counts = checkId === undefined ? noCounts : counter.total(checkId, { from, to }, reach);
          if (totalCount(counts) > 0) found.set(check, counts);
        }
        return found;
      }),

    strip: ({ checkId: check, from, to, buckets }) =>
      history.read(() => {
        const checkId = names.knownCheckId(check);
        if (checkId === undefined || from >= to) return Array.from({ length: buckets }, () => noCounts);
        return counter.parts(checkId, { from, to, parts: buckets }, readReach(db));
      }),
  };
};

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
