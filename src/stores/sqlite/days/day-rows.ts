import { encodeSketch } from "../../../core/sketch-codec.ts";
import type { Database } from "../database.ts";
import { statusOf } from "../run-row.ts";
import type { Span } from "./calendar.ts";
import { statusCount, type DayTally, type ReadingTally } from "./day-tally.ts";
import { encodeHourCounts, encodeHourExtents } from "./hour-columns.ts";

/** No day is longer, whatever clocks do. */
export const longestDayMs = 26 * 3_600_000;

const total = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** Writes a day that has runs and no row. */
export const writeDay = (db: Database, checkId: number, tally: DayTally): void => {
  const { day, statuses, readings } = tally;
  const counts: Record<string, number> = {};
  for (let status = 0; status < statusCount; status++)
    counts[statusOf(status)] = total(statuses[status] ?? new Float64Array());
  const { up = 0, degraded = 0, down = 0, unknown = 0 } = counts;
  if (up + degraded + down + unknown === 0) return;
  db.run(
    `INSERT INTO day_counts (check_id, start, ends, up, degraded, down, unknown, hours)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    checkId,
    day.start,
    day.ends,
    up,
    degraded,
    down,
    unknown,
    encodeHourCounts(statuses),
  );
  for (const reading of readings.values()) writeReading(db, checkId, day.start, reading);
};

const writeReading = (db: Database, checkId: number, start: number, tally: ReadingTally): void => {
  const { counts, min, max, sum } = tally.hours;
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let hour = 0; hour < counts.length; hour++) {
    if (counts[hour] === 0) continue;
    least = Math.min(least, min[hour] ?? least);
    greatest = Math.max(greatest, max[hour] ?? greatest);
  }
  const isConstant = least === greatest;
  db.run(
    `INSERT INTO day_readings (check_id, start, reading_id, count, min, max, sum, sketch, hours)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    checkId,
    start,
    tally.readingId,
    total(counts),
    least,
    isConstant ? null : greatest,
    isConstant ? null : total(sum),
    isConstant ? null : encodeSketch(tally.sketch),
    encodeHourExtents(tally.hours, isConstant),
  );
};

/** The rows of a check that have a part in a range, in order. */
export const daysTouching = (db: Database, checkId: number, { start, ends }: Span): readonly Span[] =>
  db.all<Span>(
    "SELECT start, ends FROM day_counts WHERE check_id = ? AND start > ? AND start < ? AND ends > ? ORDER BY start",
    checkId,
    start - longestDayMs,
    ends,
    start,
  );

export const deleteDay = (db: Database, checkId: number, start: number): void => {
  db.run("DELETE FROM day_counts WHERE check_id = ? AND start = ?", checkId, start);
  db.run("DELETE FROM day_readings WHERE check_id = ? AND start = ?", checkId, start);
};

export const markDirty = (db: Database, checkId: number, { start, ends }: Span): void => {
  db.run(
    `INSERT INTO dirty_days (start, check_id, ends) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET ends = max(ends, excluded.ends)`,
    start,
    checkId,
    ends,
  );
};
