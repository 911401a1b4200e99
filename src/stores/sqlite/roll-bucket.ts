import type { StatusCounts } from "../../core/store.ts";
import { nextDay, startOfDay } from "../../core/time-zone.ts";
import { addCounts, countStatuses, noCounts, totalCount } from "../../core/uptime.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import { bucketAt, type Bucket, type RolledLevel } from "./level.ts";
import { countedBuckets, markDirty, summariesIn, writeBucket } from "./rollup-rows.ts";
import { statusOf, valuesOf, type RunRow } from "./run-row.ts";
import { addRowTo, addValueTo, emptySummary, type Summary } from "./summary.ts";

/** The bucket of a level that begins at `start`. */
const bucketFrom = (level: RolledLevel, start: number, zone: string): Bucket =>
  level === 3 ? { start, ends: nextDay(start, zone) } : bucketAt(level, start);

/**
 * Rolls up one bucket that has no rollup now, from the next finer level, and marks what is made from it in turn.
 * A bucket without runs gets no rollup.
 */
export const rollBucket = (
  db: Database,
  names: Dictionary,
  { checkId, level, start, zone }: { checkId: number; level: RolledLevel; start: number; zone: string },
): void => {
  const bucket = bucketFrom(level, start, zone);
  const { counts, summaries } =
    level === 1 ? fromRuns(db, names, checkId, bucket) : fromFiner(db, checkId, level, bucket);
  if (totalCount(counts) === 0) return;
  writeBucket(db, { ...bucket, checkId, level }, counts, summaries);
  if (level === 1) markDirty(db, 2, bucketAt(2, start).start, checkId);
  // Where a zone is off by half an hour, the first and the last minute of an hour are of different days.
  if (level === 2)
    for (const at of [bucket.start, bucket.ends - 1]) markDirty(db, 3, startOfDay(at, zone), checkId);
};

interface Rolled {
  readonly counts: StatusCounts;
  readonly summaries: ReadonlyMap<number, Summary>;
}

const summaryFor = (summaries: Map<number, Summary>, readingId: number): Summary => {
  const known = summaries.get(readingId);
  if (known) return known;
  const summary = emptySummary();
  summaries.set(readingId, summary);
  return summary;
};

const fromRuns = (db: Database, names: Dictionary, checkId: number, { start, ends }: Bucket): Rolled => {
  const runs = db.all<RunRow>(
    `SELECT slot, status, shape_id AS shapeId, "values" FROM runs WHERE check_id = ? AND slot >= ? AND slot < ?`,
    checkId,
    start,
    ends,
  );
  const summaries = new Map<number, Summary>();
  for (const run of runs) {
    const values = valuesOf(run);
    for (const [index, { id }] of names.shape(run.shapeId).entries()) {
      const value = values[index];
      if (value !== undefined) addValueTo(summaryFor(summaries, id), value);
    }
  }
  return { counts: countStatuses(runs.map(({ status }) => statusOf(status))), summaries };
};

/** An hour from its minutes; a day from its hours and, where it begins or ends inside an hour, from minutes. */
const fromFiner = (db: Database, checkId: number, level: 2 | 3, { start, ends }: Bucket): Rolled => {
  const firstHour = bucketAt(2, start + 3_599_999).start;
  const lastHour = bucketAt(2, ends).start;
  const parts =
    level === 2
      ? [{ level: 1, from: start, to: ends } as const]
      : ([
          { level: 1, from: start, to: firstHour },
          { level: 2, from: firstHour, to: lastHour },
          { level: 1, from: lastHour, to: ends },
        ] as const);
  let counts = noCounts;
  const summaries = new Map<number, Summary>();
  for (const part of parts.filter(({ from, to }) => from < to)) {
    const query = { checkId, ...part };
    for (const bucket of countedBuckets(db, query)) counts = addCounts(counts, bucket);
    for (const row of summariesIn(db, query)) addRowTo(summaryFor(summaries, row.readingId), row);
  }
  return { counts, summaries };
};
