import type { StatusCounts } from "../../core/store.ts";
import { addCounts, countStatuses, noCounts, totalCount } from "../../core/uptime.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import type { Calendar } from "./calendar.ts";
import type { Bucket, RolledLevel } from "./level.ts";
import { countedBuckets, markDirty, summariesIn, writeBucket } from "./rollup-rows.ts";
import { statusOf, valuesOf, type RunRow } from "./run-row.ts";
import { addRowTo, addValueTo, emptySummary, type Summary } from "./summary.ts";

/** A bucket of one check. */
export interface CheckBucket extends Bucket {
  readonly checkId: number;
  readonly level: RolledLevel;
}

/**
 * Rolls up one bucket that has no rollup now, from the next finer level, and marks what is made from it in turn.
 * A bucket without runs gets no rollup.
 */
export const rollBucket = (
  db: Database,
  names: Dictionary,
  calendar: Calendar,
  bucket: CheckBucket,
): void => {
  const { checkId, level, start } = bucket;
  const { counts, summaries } = level === 1 ? fromRuns(db, names, bucket) : fromFiner(db, bucket);
  if (totalCount(counts) === 0) return;
  writeBucket(db, bucket, counts, summaries);
  if (level === 1) markDirty(db, 2, calendar.bucketAt(2, start).start, checkId);
  if (level === 2) markDirty(db, 3, calendar.bucketAt(3, start).start, checkId);
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

const fromRuns = (db: Database, names: Dictionary, { checkId, start, ends }: CheckBucket): Rolled => {
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

/** An hour from its minutes, a day from its hours. */
const fromFiner = (db: Database, { checkId, level, start, ends }: CheckBucket): Rolled => {
  const query = { checkId, level: level === 3 ? 2 : 1, from: start, to: ends } as const;
  const summaries = new Map<number, Summary>();
  for (const row of summariesIn(db, query)) addRowTo(summaryFor(summaries, row.readingId), row);
  return { counts: countedBuckets(db, query).reduce<StatusCounts>(addCounts, noCounts), summaries };
};
