import { partOf, type Grid } from "../grid.ts";
import { indivisibleBefore, shortestMs, type Bucket, type Horizons, type RolledLevel } from "./level.ts";

/** Where the pieces that make up a grid come from and go to. */
interface Pieces<Row extends Bucket> {
  /** Rolled up buckets of a level that begin in the range, in order. */
  readonly buckets: (level: RolledLevel, from: number, to: number) => readonly Row[];
  /** A bucket that lies in one part of the grid. */
  readonly onBucket: (part: number, row: Row) => void;
  /** A range that is to be read from the runs themselves. */
  readonly onRuns: (from: number, to: number) => void;
}

/**
 * Covers every instant of a grid once, with buckets as large as lie wholly inside one part: days, then hours and
 * minutes towards the edges, and runs where nothing is rolled up. A bucket across an edge whose runs are gone counts
 * for the part that it begins in, so that adjacent ranges still add up.
 */
export const cover = <Row extends Bucket>(grid: Grid, horizons: Horizons, pieces: Pieces<Row>): void => {
  const visitFiner = (level: RolledLevel, from: number, to: number): void => {
    if (from >= to) return;
    if (level === 3) visit(2, from, to);
    else if (level === 2) visit(1, from, to);
    else if (to > horizons[0]) pieces.onRuns(Math.max(from, horizons[0]), to);
  };
  const visit = (level: RolledLevel, from: number, to: number): void => {
    const wholeBefore = indivisibleBefore(level, horizons);
    const first = Math.max(from, horizons[level]);
    const mayFit = first < to && (to - first >= shortestMs[level] || first < wholeBefore);
    let done = from;
    for (const row of mayFit ? pieces.buckets(level, first, to) : []) {
      const part = partOf(grid, row.start);
      const fits = partOf(grid, row.ends - 1) === part;
      if (!fits && row.start >= wholeBefore) continue;
      visitFiner(level, done, row.start);
      pieces.onBucket(part, row);
      done = row.ends;
    }
    visitFiner(level, done, to);
  };
  visit(3, grid.from, grid.to);
};
