import type uPlot from "uplot";
import type { Format } from "../text/format.ts";
import type { Layers } from "./layers.ts";
import type { Ink } from "./paint.ts";

const dayMs = 86_400_000;
const axisFont = "12px system-ui, sans-serif";

/** Phases from the top down, so that each covers what lies below it; then the band's edges and the line. */
export const plotData = ({ times, phases, min, max, mean }: Layers): uPlot.AlignedData => {
  const columns = [...phases.map(({ top }) => top).reverse(), max, min, mean];
  return [[...times], ...columns.map((values) => [...values])];
};

/** How each column of `plotData` is drawn. */
export const plotSeries = ({ phases }: Layers, ink: () => Ink): Pick<uPlot.Options, "series" | "bands"> => {
  const bare = { width: 0, points: { show: false } };
  const areas = phases
    .map(({ name }): uPlot.Series => ({ ...bare, fill: () => ink().phases[name] ?? ink().band }))
    .reverse();
  const line: uPlot.Series = {
    stroke: () => ink().line,
    width: 1.5,
    points: { show: (u, _, from, to) => to - from < u.bbox.width / (devicePixelRatio * 24), size: 5 },
  };
  const upper = areas.length + 1;
  return {
    series: [{}, ...areas, { ...bare }, { ...bare }, line],
    bands: [
      ...areas.slice(1).map((_, index): uPlot.Band => ({ series: [index + 1, index + 2] })),
      { series: [upper, upper + 1], fill: () => ink().band },
    ],
  };
};

/** Time below, values with their unit at the left. */
export const plotAxes = (ink: () => Ink, format: Format, unit: string): uPlot.Axis[] => {
  const shared = { stroke: () => ink().text, font: axisFont, ticks: { show: false } };
  return [
    {
      ...shared,
      grid: { show: false },
      size: 26,
      gap: 6,
      space: 64,
      values: (_, splits, __, ___, step) => splits.map((at) => timeLabel(at, step, format)),
    },
    {
      ...shared,
      grid: { stroke: () => ink().grid, width: 1 },
      size: (u, labels) => widest(u, labels) + 14,
      values: (_, splits) => splits.map((value) => format.reading(value, unit)),
    },
  ];
};

/** Midnight is named by its day. */
const timeLabel = (at: number, stepMs: number, format: Format): string => {
  const clock = format.clock(at);
  return stepMs >= dayMs || clock === "00:00" ? format.day(at) : clock;
};

/** The width in CSS pixels that an axis' labels need: Japanese units are wide. */
const widest = ({ ctx }: uPlot, labels: readonly string[] | null): number => {
  ctx.save();
  ctx.font = axisFont;
  const width = Math.max(40, ...(labels ?? []).map((label) => ctx.measureText(label).width));
  ctx.restore();
  return width;
};
