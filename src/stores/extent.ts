import type { Unit } from "../core/outcome.ts";
import type { Series } from "../core/store.ts";
import type { ChartGrid } from "./grid.ts";

/** What is left of many values. */
export interface Extent {
  count: number;
  min: number;
  max: number;
  sum: number;
}

export const emptyExtent = (): Extent => ({
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
});

export const addExtent = (target: Extent, other: Readonly<Extent>): void => {
  target.count += other.count;
  target.min = Math.min(target.min, other.min);
  target.max = Math.max(target.max, other.max);
  target.sum += other.sum;
};

export const addValue = (target: Extent, value: number): void =>
  addExtent(target, { count: 1, min: value, max: value, sum: value });

/** A chart's line: one extent for each part of its grid. */
export const seriesOf = (
  reading: string,
  unit: Unit,
  grid: ChartGrid,
  extents: readonly Readonly<Extent>[],
): Series => {
  const line = (value: (extent: Readonly<Extent>) => number) =>
    extents.map((extent) => (extent.count === 0 ? null : value(extent)));
  return {
    reading,
    unit,
    from: grid.from,
    stepMs: grid.stepMs,
    min: line(({ min }) => min),
    max: line(({ max }) => max),
    mean: line(({ sum, count }) => sum / count),
  };
};

/** The unit of a series that nothing is known of. */
export const unknownUnit: Unit = "count";
