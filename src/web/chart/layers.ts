import { phaseNames } from "../../core/outcome.ts";
import type { SeriesView } from "../../http/schemas.ts";
import type { TimeRange } from "./range.ts";

type Values = readonly (number | null)[];

/** One reading to draw, ready on the chart's grid. */
export interface Layer {
  readonly name: string;
  /** As measured, for the readout. */
  readonly values: Values;
  /** Where its upper edge is drawn: on top of the layers below it. */
  readonly top: Values;
}

/** A series made ready for drawing: a band and a line for the reading itself, its phases stacked. */
export interface Layers {
  readonly reading: string;
  readonly unit: string;
  /** Bucket starts, epoch ms. */
  readonly times: readonly number[];
  readonly mean: Values;
  readonly min: Values;
  readonly max: Values;
  /** Bottom to top. Only phases that were measured; empty for readings without phases. */
  readonly phases: readonly Layer[];
}

/** The readings to ask for, so that `reading` can be drawn. */
export const readingsToAsk = (reading: string): readonly string[] =>
  reading === "latency" ? ["latency", ...phaseNames] : [reading];

const nothing: SeriesView["lines"][number] = { reading: "", unit: "", min: [], max: [], mean: [] };

export const layersOf = (series: SeriesView): Layers => {
  const [main = nothing, ...others] = series.lines;
  const phases: Layer[] = [];
  let below: Values = main.mean.map((value) => (value === null ? null : 0));
  for (const { reading, mean } of others) {
    if (mean.every((value) => value === null)) continue;
    below = stacked(below, mean);
    phases.push({ name: reading, values: mean, top: below });
  }
  const times = main.mean.map((_, index) => series.from + index * series.stepMs);
  return { ...main, times, phases };
};

/** A run without a phase (no TLS) leaves the edge where it is; one without any value leaves a gap. */
const stacked = (below: Values, values: Values): Values =>
  values.map((value, index) => {
    const base = below[index] ?? null;
    return base === null ? null : base + (value ?? 0);
  });

/** The greatest value within a range, for the scale; 1 when there is none. */
export const greatest = (layers: Layers, { from, to }: TimeRange): number =>
  layers.max.reduce<number>((most, value, index) => {
    const at = layers.times[index] ?? 0;
    return value !== null && at >= from && at <= to ? Math.max(most, value) : most;
  }, 0) || 1;

/** True when there is anything to draw. */
export const hasValues = (layers: Layers): boolean => layers.mean.some((value) => value !== null);
