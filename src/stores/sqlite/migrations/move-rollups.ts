import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { encodeSketch, mergeEncoded } from "../../../core/sketch-codec.ts";
import { addToSketch, emptySketch } from "../../../core/sketch.ts";
import { hourOf, mostHours, type Span } from "../days/calendar.ts";
import { createHourExtents, encodeHourCounts, encodeHourExtents } from "../days/hour-columns.ts";

/* oxlint-disable typescript/no-unnecessary-type-parameters -- a row's type is written beside its SQL */

/** A row of `rollups` as version 1 wrote it. */
interface CountRow extends Span {
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
}

/** A row of `reading_rollups`; without a sketch all its values are equal. */
interface ReadingRow {
  readonly readingId: number;
  readonly start: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly sketch: Uint8Array | null;
}

const [hourLevel, dayLevel] = [2, 3];
/** In the order of the status numbers. */
const statuses = ["up", "unknown", "degraded", "down"] as const;

const countColumns = "start, ends, up, degraded, down, unknown";
const insertDay = `INSERT INTO day_counts (check_id, ${countColumns}, hours) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const insertReading = `
  INSERT INTO day_readings (check_id, start, reading_id, count, min, max, sum, sketch, hours)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const selectCounts = `
  SELECT ${countColumns} FROM rollups WHERE check_id = ? AND level = ? AND start >= ? AND start < ? ORDER BY start`;
const selectReadings = `
  SELECT r.reading_id AS readingId, r.start, r.count, r.min, coalesce(r.max, r.min) AS max,
    coalesce(r.sum, r.min * r.count) AS sum, r.sketch
  FROM readings n CROSS JOIN reading_rollups r ON r.reading_id = n.id
  WHERE r.check_id = ? AND r.level = ? AND r.start >= ? AND r.start < ?`;

/**
 * Copies the days and hours whose runs are gone; all others are made from the runs again. Hours that no day was made
 * of become rows of their own.
 */
export const moveRollups = (connection: DatabaseSync, runsFrom: number): void => {
  const counts = connection.prepare(selectCounts);
  const readings = connection.prepare(selectReadings);
  const [addDay, addReading] = [connection.prepare(insertDay), connection.prepare(insertReading)];
  for (const { id } of rowsOf<{ id: number }>(connection.prepare("SELECT id FROM checks"))) {
    const days = rowsOf<CountRow>(counts, id, dayLevel, 0, runsFrom);
    const hours = rowsOf<CountRow>(counts, id, hourLevel, 0, runsFrom);
    for (const day of [...days, ...looseSpans(hours, days)]) {
      const { start, ends } = day;
      const inside = rowsOf<CountRow>(counts, id, hourLevel, start, ends);
      const isWhole = totalOf(inside) === totalOf([day]);
      const columns = statuses.map((status) => columnOf(start, inside, ({ [status]: count }) => count));
      const { up, degraded, down, unknown } = day;
      addDay.run(id, start, ends, up, degraded, down, unknown, isWhole ? encodeHourCounts(columns) : null);
      const finer = rowsOf<ReadingRow>(readings, id, hourLevel, start, ends);
      const whole = rowsOf<ReadingRow>(readings, id, dayLevel, start, start + 1);
      for (const readingId of new Set([...whole, ...finer].map((row) => row.readingId))) {
        const own = (row: ReadingRow): boolean => row.readingId === readingId;
        const dayRows = whole.filter(own);
        const hourRows = finer.filter(own);
        const extent = joined(dayRows.length > 0 ? dayRows : hourRows);
        const encoded = isWhole ? encodeHours(start, hourRows, extent.sketch === null) : null;
        const { count, min, max, sum, sketch } = extent;
        addReading.run(id, start, readingId, count, min, max, sum, sketch, encoded);
      }
    }
  }
};

const totalOf = (rows: readonly CountRow[]): number =>
  rows.reduce((total, { up, degraded, down, unknown }) => total + up + degraded + down + unknown, 0);

/** Hours that are in no day, joined where one follows upon the other, up to a day's length. */
const looseSpans = (hours: readonly CountRow[], days: readonly Span[]): readonly CountRow[] => {
  const spans: CountRow[] = [];
  for (const hour of hours) {
    if (days.some(({ start, ends }) => hour.start >= start && hour.start < ends)) continue;
    const last = spans.at(-1);
    if (last?.ends === hour.start && hour.ends - last.start <= 24 * 3_600_000)
      spans[spans.length - 1] = {
        start: last.start,
        ends: hour.ends,
        up: last.up + hour.up,
        degraded: last.degraded + hour.degraded,
        down: last.down + hour.down,
        unknown: last.unknown + hour.unknown,
      };
    else spans.push(hour);
  }
  return spans;
};

const columnOf = (
  start: number,
  hours: readonly CountRow[],
  count: (row: CountRow) => number,
): Float64Array => {
  const column = new Float64Array(mostHours);
  for (const row of hours)
    column[hourOf(start, row.start)] = (column[hourOf(start, row.start)] ?? 0) + count(row);
  return column;
};

/** Several rows as one; `max`, `sum` and `sketch` are null where all values are equal. */
const joined = (rows: readonly ReadingRow[]) => {
  const sketch = emptySketch();
  for (const row of rows)
    if (row.sketch) mergeEncoded(sketch, row.sketch);
    else addToSketch(sketch, row.min, row.count);
  const total = (value: (row: ReadingRow) => number) => rows.reduce((sum, row) => sum + value(row), 0);
  const min = Math.min(...rows.map((row) => row.min));
  const max = Math.max(...rows.map((row) => row.max));
  const count = total((row) => row.count);
  return min === max
    ? { count, min, max: null, sum: null, sketch: null }
    : { count, min, max, sum: total((row) => row.sum), sketch: encodeSketch(sketch) };
};

const encodeHours = (start: number, rows: readonly ReadingRow[], isConstant: boolean): Uint8Array => {
  const { counts, min, max, sum } = createHourExtents();
  for (const row of rows) {
    const hour = hourOf(start, row.start);
    const isFirst = counts[hour] === 0;
    min[hour] = isFirst ? row.min : Math.min(min[hour] ?? 0, row.min);
    max[hour] = isFirst ? row.max : Math.max(max[hour] ?? 0, row.max);
    counts[hour] = (counts[hour] ?? 0) + row.count;
    sum[hour] = (sum[hour] ?? 0) + row.sum;
  }
  return encodeHourExtents({ counts, min, max, sum }, isConstant);
};

/** The columns are those of the statement's text, of STRICT tables. */
const rowsOf = <Row>(statement: StatementSync, ...values: readonly SQLInputValue[]): readonly Row[] =>
  statement.all(...values) as readonly unknown[] as readonly Row[];
