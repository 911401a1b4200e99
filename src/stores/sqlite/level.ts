import { floorTo } from "../grid.ts";

/** How finely history is kept: 0 single runs, 1 minutes, 2 hours, 3 days. Runs have no buckets of their own. */
export type Level = 0 | 1 | 2 | 3;
export type RolledLevel = Exclude<Level, 0>;
export const rolledLevels: readonly RolledLevel[] = [1, 2, 3];

const bucketMs = { 1: 60_000, 2: 3_600_000 } as const;

/** No bucket of a level is shorter: an hour that a day begins in is cut there, and days have 23 hours or more. */
export const shortestMs: Readonly<Record<RolledLevel, number>> = { 1: 60_000, 2: 60_000, 3: 20 * 3_600_000 };

export interface Bucket {
  readonly start: number;
  /** Exclusive. */
  readonly ends: number;
}

/** The minute or hour of UTC that an instant lies in. */
export const bucketAt = (level: 1 | 2, at: number): Bucket => {
  const start = floorTo(at, bucketMs[level]);
  return { start, ends: start + bucketMs[level] };
};

/** By level, the time before which its rows were pruned; never goes back. */
export type Horizons = readonly [number, number, number, number];

/** Buckets of a level that begin before this cannot be told apart any more: everything finer is gone. */
export const indivisibleBefore = (level: RolledLevel, horizons: Horizons): number =>
  Math.min(...horizons.slice(0, level));

/** True when what a bucket was rolled up from is gone, so that it can only stay as it is. */
export const isSettled = (level: RolledLevel, { start }: Bucket, horizons: Horizons): boolean =>
  start < horizons[finerThan[level]];

const finerThan = { 1: 0, 2: 1, 3: 2 } as const;
