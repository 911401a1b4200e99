import { encodeSketch } from "../../core/sketch-codec.ts";
import type { StatusCounts } from "../../core/store.ts";
import type { Extent } from "../extent.ts";
import type { Database } from "./database.ts";
import type { Bucket, RolledLevel } from "./level.ts";
import type { Summary, SummaryRow } from "./summary.ts";

export interface CountedBucket extends Bucket, StatusCounts {}

/** A bucket with what one reading was in it; nulls where no run of it had the reading. */
export type ReadingBucket<Row> = Bucket & (Row | { readonly [Column in keyof Row]: null });

/** No bucket is longer: a day of 25 hours. */
const longestMs = 26 * 3_600_000;

const extentColumns =
  "r.count, r.min, coalesce(r.max, r.min) AS max, coalesce(r.sum, r.min * r.count) AS sum";

interface BucketQuery {
  readonly checkId: number;
  readonly level: RolledLevel;
  /** Range of the buckets' starts. */
  readonly from: number;
  readonly to: number;
}

export const countedBuckets = (db: Database, query: BucketQuery): readonly CountedBucket[] =>
  db.all<CountedBucket>(
    `SELECT start, ends, up, degraded, down, unknown FROM rollups
     WHERE check_id = ? AND level = ? AND start >= ? AND start < ? ORDER BY start`,
    query.checkId,
    query.level,
    query.from,
    query.to,
  );

const readingBuckets = <Row>(
  db: Database,
  columns: string,
  query: BucketQuery & { readonly readingId: number },
): readonly ReadingBucket<Row>[] =>
  db.all<ReadingBucket<Row>>(
    `SELECT b.start, b.ends, ${columns} FROM rollups b
     LEFT JOIN reading_rollups r
       ON r.check_id = b.check_id AND r.reading_id = ? AND r.level = b.level AND r.start = b.start
     WHERE b.check_id = ? AND b.level = ? AND b.start >= ? AND b.start < ? ORDER BY b.start`,
    query.readingId,
    query.checkId,
    query.level,
    query.from,
    query.to,
  );

/** Without the sketches, which charts do not need. */
export const extentBuckets = (db: Database, query: BucketQuery & { readonly readingId: number }) =>
  readingBuckets<Extent>(db, extentColumns, query);

export const summaryBuckets = (db: Database, query: BucketQuery & { readonly readingId: number }) =>
  readingBuckets<SummaryRow>(db, `${extentColumns}, r.sketch`, query);

export interface NamedSummaryRow extends SummaryRow {
  readonly readingId: number;
}

/** All readings of all buckets of a level whose start lies in the range. */
export const summariesIn = (db: Database, query: BucketQuery): readonly NamedSummaryRow[] =>
  db.all<NamedSummaryRow>(
    `SELECT r.reading_id AS readingId, ${extentColumns}, r.sketch
     FROM readings n CROSS JOIN reading_rollups r ON r.reading_id = n.id
     WHERE r.check_id = ? AND r.level = ? AND r.start >= ? AND r.start < ?`,
    query.checkId,
    query.level,
    query.from,
    query.to,
  );

/** The rolled up buckets of a check that have a part in a range; for one instant there is at most one. */
export const bucketsTouching = (
  db: Database,
  { checkId, level, start, ends }: { readonly checkId: number; readonly level: RolledLevel } & Bucket,
): readonly Bucket[] =>
  db.all<Bucket>(
    `SELECT start, ends FROM rollups WHERE check_id = ? AND level = ? AND start < ? AND start > ? AND ends > ?`,
    checkId,
    level,
    ends,
    start - longestMs,
    start,
  );

export const writeBucket = (
  db: Database,
  bucket: Bucket & { readonly checkId: number; readonly level: RolledLevel },
  counts: StatusCounts,
  summaries: ReadonlyMap<number, Summary>,
): void => {
  const { checkId, level, start, ends } = bucket;
  const { up, degraded, down, unknown } = counts;
  db.run(
    `INSERT INTO rollups (check_id, level, start, ends, up, degraded, down, unknown)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    checkId,
    level,
    start,
    ends,
    up,
    degraded,
    down,
    unknown,
  );
  for (const [readingId, summary] of summaries) {
    const { count, min, max, sum } = summary.extent;
    const isConstant = min === max;
    db.run(
      `INSERT INTO reading_rollups (check_id, reading_id, level, start, count, min, max, sum, sketch)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      checkId,
      readingId,
      level,
      start,
      count,
      min,
      isConstant ? null : max,
      isConstant ? null : sum,
      isConstant ? null : encodeSketch(summary.sketch),
    );
  }
};

/** Takes a bucket back: it is read from the finer level until it is rolled up again. */
export const deleteBucket = (db: Database, checkId: number, level: RolledLevel, start: number): void => {
  const gone = db.run(
    "DELETE FROM rollups WHERE check_id = ? AND level = ? AND start = ?",
    checkId,
    level,
    start,
  );
  if (gone === 0) return;
  db.run(
    `DELETE FROM reading_rollups
     WHERE check_id = ? AND reading_id IN (SELECT id FROM readings) AND level = ? AND start = ?`,
    checkId,
    level,
    start,
  );
};

/** Remembers that a bucket is to be rolled up once it is closed. */
export const markDirty = (db: Database, level: RolledLevel, start: number, checkId: number): void => {
  db.run(
    "INSERT INTO dirty_buckets (level, start, check_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    level,
    start,
    checkId,
  );
};
