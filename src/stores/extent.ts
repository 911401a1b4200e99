import type { Unit } from "../core/outcome.ts";
import type { Series } from "../core/store.ts";
import type { ChartGrid } from "./grid.ts";

/** What is left of many values, for each part of a grid: columns, because a chart adds thousands of hours. */
export interface Extents {
  readonly count: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
}

export const emptyExtents = (parts: number): Extents => ({
  count: new Float64Array(parts),
  min: new Float64Array(parts).fill(Number.POSITIVE_INFINITY),
  max: new Float64Array(parts).fill(Number.NEGATIVE_INFINITY),
  sum: new Float64Array(parts),
});

/** Adds `count` values, of which the least, the greatest and the sum are known, to a part. */
export const addExtent = (
  target: Extents,
  part: number,
  count: number,
  min: number,
  max: number,
  sum: number,
): void => {
  target.count[part] = (target.count[part] ?? 0) + count;
  target.sum[part] = (target.sum[part] ?? 0) + sum;
  if (min < (target.min[part] ?? min)) target.min[part] = min;
  if (max > (target.max[part] ?? max)) target.max[part] = max;
};

export const addValue = (target: Extents, part: number, value: number): void =>
  addExtent(target, part, 1, value, value, value);

/** A chart's line. */
export const seriesOf = (
  reading: string,
  unit: Unit,
  { from, stepMs }: ChartGrid,
  { count, min, max, sum }: Extents,
): Series => {
  const line = (value: (part: number) => number | undefined): (number | null)[] =>
    Array.from(count, (held, part) => (held === 0 ? null : (value(part) ?? null)));
  return {
    reading,
    unit,
    from,
    stepMs,
    min: line((part) => min[part]),
    max: line((part) => max[part]),
    mean: line((part) => (sum[part] ?? 0) / (count[part] ?? 1)),
  };
};

/** The unit of a series that nothing is known of. */
export const unknownUnit: Unit = "count";
