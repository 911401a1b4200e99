import { addToSketch, emptySketch, quantiles, type Sketch } from "../../core/sketch.ts";
import type { Distribution } from "../../core/store.ts";
import { mergeEncoded } from "../../core/sketch-codec.ts";
import { addExtent, addValue, emptyExtent, type Extent } from "../extent.ts";

/** An extent with its distribution. */
export interface Summary {
  readonly extent: Extent;
  readonly sketch: Sketch;
}

/** A row of `reading_rollups`; without a sketch all its values are equal. */
export interface SummaryRow extends Readonly<Extent> {
  readonly sketch: Uint8Array | null;
}

export const emptySummary = (): Summary => ({ extent: emptyExtent(), sketch: emptySketch() });

export const addValueTo = (summary: Summary, value: number): void => {
  addValue(summary.extent, value);
  addToSketch(summary.sketch, value);
};

export const addRowTo = (summary: Summary, row: SummaryRow): void => {
  addExtent(summary.extent, row);
  if (row.sketch) mergeEncoded(summary.sketch, row.sketch);
  else addToSketch(summary.sketch, row.min, row.count);
};

/** Absent when there is no value. A quantile never lies outside of what was seen. */
export const distributionOf = ({ extent, sketch }: Summary): Distribution | undefined => {
  const { count, min, max, sum } = extent;
  const found = quantiles(sketch, [0.5, 0.95, 0.99]);
  if (!found) return undefined;
  const [p50 = min, p95 = min, p99 = min] = found.map((value) => Math.min(Math.max(value, min), max));
  return { count, min, max, mean: sum / count, p50, p95, p99 };
};
