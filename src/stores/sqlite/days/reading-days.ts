import type { Range } from "../../../core/store.ts";
import type { Database } from "../database.ts";
import type { Span } from "./calendar.ts";
import { longestDayMs } from "./day-rows.ts";

export interface ReadingQuery extends Range {
  readonly checkId: number;
  readonly readingId: number;
}

/** A day of a check with what one reading was in it; `count` is 0 where no run had the reading. */
interface ReadingDay extends Span {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

export interface ExtentDay extends ReadingDay {
  readonly hours: Uint8Array | null;
}

export interface SketchDay extends ReadingDay {
  /** Null for a constant reading. */
  readonly sketch: Uint8Array | null;
}

/** The days that have a part in the range, in order: those without the reading too, because their runs are read. */
const daysQuery = (column: "hours" | "sketch"): string => `
  SELECT d.start, d.ends, coalesce(r.count, 0) AS count, r.min, coalesce(r.max, r.min) AS max,
    coalesce(r.sum, r.min * r.count) AS sum, r.${column}
  FROM day_counts d LEFT JOIN day_readings r ON r.check_id = d.check_id AND r.start = d.start AND r.reading_id = ?
  WHERE d.check_id = ? AND d.start > ? AND d.start < ? AND d.ends > ? ORDER BY d.start`;

const withHours = daysQuery("hours");
const withSketch = daysQuery("sketch");

export const extentDays = (db: Database, { checkId, readingId, from, to }: ReadingQuery) =>
  db.all<ExtentDay>(withHours, readingId, checkId, from - longestDayMs, to, from);

export const sketchDays = (db: Database, { checkId, readingId, from, to }: ReadingQuery) =>
  db.all<SketchDay>(withSketch, readingId, checkId, from - longestDayMs, to, from);
