import { partOf, type Grid } from "../../grid.ts";
import { hourSpan, type Span } from "./calendar.ts";
import type { Reach } from "./progress.ts";

/** Where the pieces that make up a grid go. */
interface Pieces<Row extends Span> {
  /** A day that lies in one part of the grid. */
  readonly onDay: (part: number, row: Row) => void;
  /** Decodes the hours of a day; false when they are gone. Absent where a day has no finer pieces. */
  readonly openHours?: (row: Row) => boolean;
  /** An hour of the day that was opened last, in one part of the grid. */
  readonly onHour?: (part: number, hour: number) => void;
  /** A range that is to be read from the runs themselves. */
  readonly onRuns: (from: number, to: number) => void;
}

const hourMs = 3_600_000;

/**
 * Covers every instant of a grid once, with pieces as large as lie wholly inside one part: days, then hours where a
 * day lies across an edge, and runs where nothing is rolled up. A day or hour across an edge whose runs are gone
 * counts for the part that it begins in, so that adjacent ranges still add up.
 *
 * `rows` are all that have a part in the grid, in order.
 */
export const cover = <Row extends Span>(
  grid: Grid,
  { runsFrom, unrolledFrom }: Reach,
  rows: readonly Row[],
  pieces: Pieces<Row>,
): void => {
  const { onDay, openHours, onHour } = pieces;
  const partMs = (grid.to - grid.from) / grid.parts;
  const fits = ({ start, ends }: Span): boolean =>
    start >= grid.from && ends <= grid.to && partOf(grid, start) === partOf(grid, ends - 1);
  const begins = ({ start }: Span): boolean => start >= grid.from && start < grid.to;
  /** Before `done` everything is answered; up to `rowsUntil` are rows whose runs are read instead. */
  let done = grid.from;
  let rowsUntil = grid.from;
  const readRuns = (from: number, to: number): void => {
    const [first, last] = [Math.max(from, runsFrom), Math.min(to, grid.to)];
    if (first < last) pieces.onRuns(first, last);
  };
  const readUntil = (to: number): void => {
    const gapFrom = Math.max(done, rowsUntil, unrolledFrom);
    const isGapless = gapFrom <= rowsUntil || rowsUntil >= to;
    readRuns(done, isGapless ? to : Math.max(done, rowsUntil));
    if (!isGapless) readRuns(gapFrom, to);
  };
  const take = (span: Span, add: (part: number) => void): void => {
    readUntil(span.start);
    if (begins(span)) add(partOf(grid, span.start));
    done = span.ends;
  };
  const readInstead = ({ start, ends }: Span): void => {
    if (rowsUntil < start) {
      readUntil(start);
      done = Math.max(done, start);
    }
    rowsUntil = ends;
  };
  const visitHours = (row: Row): void => {
    for (let hour = 0, at = row.start; at < row.ends; hour++) {
      const span = hourSpan(row, hour);
      at = span.ends;
      if (span.ends <= grid.from || span.start >= grid.to) continue;
      if (row.start < runsFrom || fits(span)) take(span, (part) => onHour?.(part, hour));
      else readInstead(span);
    }
  };
  for (const row of rows) {
    const isGone = row.start < runsFrom;
    if (fits(row)) take(row, (part) => onDay(part, row));
    else if ((isGone || partMs >= hourMs) && openHours?.(row)) visitHours(row);
    else if (isGone) take(row, (part) => onDay(part, row));
    else readInstead(row);
  }
  readUntil(grid.to);
};
