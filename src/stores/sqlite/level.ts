import { floorTo } from "../grid.ts";

/** How finely history is kept: 0 single runs, 1 minutes, 2 hours, 3 days. Runs have no buckets of their own. */
export type Level = 0 | 1 | 2 | 3;
export type RolledLevel = Exclude<Level, 0>;
export const rolledLevels: readonly RolledLevel[] = [1, 2, 3];

/** Minutes and hours are those of UTC in every zone; days are cut where the zone cuts them. */
const bucketMs = { 1: 60_000, 2: 3_600_000 } as const;

/** No bucket of a level is shorter: days in no zone fall below this. */
export const shortestMs: Readonly<Record<RolledLevel, number>> = { ...bucketMs, 3: 20 * 3_600_000 };

export interface Bucket {
  readonly start: number;
  /** Exclusive. */
  readonly ends: number;
}

/** The minute or hour that an instant lies in. */
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
export const isSettled = (level: RolledLevel, { start, ends }: Bucket, horizons: Horizons): boolean => {
  if (level === 1) return start < horizons[0];
  if (level === 2) return start < horizons[1];
  const needsMinutes = floorTo(start, bucketMs[2]) !== start || floorTo(ends, bucketMs[2]) !== ends;
  return start < (needsMinutes ? Math.max(horizons[1], horizons[2]) : horizons[2]);
};
