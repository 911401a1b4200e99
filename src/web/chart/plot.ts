import uPlot from "uplot";
import type { SeriesView } from "../../http/schemas.ts";
import type { Format } from "../text/format.ts";
import { followFingers } from "./fingers.ts";
import { greatest, type Layers } from "./layers.ts";
import { paintIncidents, readInk, type Ink } from "./paint.ts";
import type { TimeRange } from "./range.ts";

export interface PlotInput {
  readonly host: HTMLElement;
  readonly layers: Layers;
  readonly incidents: SeriesView["incidents"];
  readonly range: TimeRange;
  readonly format: Format;
  readonly timezone: string;
  readonly now: () => number;
  /** The bucket under the cursor; absent when there is none. */
  readonly onCursor: (index: number | undefined) => void;
  /** A finger or the mouse asks for another range; `done` when it has let go. */
  readonly onRange: (range: TimeRange, done: boolean) => void;
}

/** A drawn chart. */
export interface Plot {
  setData(layers: Layers, incidents: SeriesView["incidents"], range: TimeRange): void;
  setRange(range: TimeRange): void;
  setCursor(index: number): void;
  destroy(): void;
}

const dayMs = 86_400_000;

export const createPlot = (input: PlotInput): Plot => {
  const { host } = input;
  let { layers, incidents, range } = input;
  let ink = readInk(host);
  const size = () => ({ width: host.clientWidth, height: host.clientHeight });
  const chart = new uPlot(
    {
      ...size(),
      ms: 1,
      tzDate: (at) => uPlot.tzDate(new Date(at), input.timezone),
      padding: [8, 4, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        bind: { dblclick: () => null },
      },
      scales: {
        x: { time: true, range: () => [range.from, range.to] },
        y: { range: (_, __, ___) => [0, greatest(layers, range.from, range.to) * 1.06] },
      },
      axes: axes(() => ink, input.format, layers.unit),
      ...series(layers, () => ink),
      hooks: {
        drawClear: [(u) => paintIncidents(u, incidents, range, ink)],
        setCursor: [(u) => input.onCursor(u.cursor.idx ?? undefined)],
        setSelect: [
          (u) => {
            if (u.select.width < 8) return;
            const at = (left: number) => Math.round(u.posToVal(left, "x"));
            const chosen = { from: at(u.select.left), to: at(u.select.left + u.select.width) };
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            input.onRange(chosen, true);
          },
        ],
      },
    },
    dataOf(layers),
    host,
  );
  const stopFingers = followFingers(chart, { range: () => range, now: input.now, onRange: input.onRange });
  const resized = new ResizeObserver(() => chart.setSize(size()));
  resized.observe(host);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => {
    ink = readInk(host);
    chart.redraw(false);
  };
  scheme.addEventListener("change", repaint);
  return {
    setData(nextLayers, nextIncidents, nextRange) {
      [layers, incidents, range] = [nextLayers, nextIncidents, nextRange];
      chart.setData(dataOf(layers));
    },
    setRange(next) {
      range = next;
      chart.setScale("x", { min: range.from, max: range.to });
    },
    setCursor(index) {
      const at = layers.times[index];
      if (at !== undefined) chart.setCursor({ left: chart.valToPos(at, "x"), top: 0 });
    },
    destroy() {
      scheme.removeEventListener("change", repaint);
      resized.disconnect();
      stopFingers();
      chart.destroy();
    },
  };
};

/** Phases from the top down, so that each covers what lies below it; then the band's edges and the line. */
const dataOf = ({ times, phases, min, max, mean }: Layers): uPlot.AlignedData =>
  [times, ...phases.map(({ top }) => top).reverse(), max, min, mean].map((values) => [
    ...values,
  ]) as uPlot.AlignedData;

const series = ({ phases }: Layers, ink: () => Ink): Pick<uPlot.Options, "series" | "bands"> => {
  const areas = phases
    .map(({ name }): uPlot.Series => ({
      fill: () => ink().phases[name] ?? ink().band,
      width: 0,
      points: { show: false },
    }))
    .reverse();
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  const line: uPlot.Series = {
    stroke: () => ink().line,
    width: 1.5,
    points: { show: (u, _, from, to) => to - from < u.bbox.width / (devicePixelRatio * 24), size: 5 },
  };
  const top = areas.length + 1;
  return {
    series: [{}, ...areas, edge, { ...edge }, line],
    bands: [
      ...areas.slice(1).map((_, index): uPlot.Band => ({ series: [index + 1, index + 2] })),
      { series: [top, top + 1], fill: () => ink().band },
    ],
  };
};

const axes = (ink: () => Ink, format: Format, unit: string): uPlot.Axis[] => {
  const shared = {
    stroke: () => ink().text,
    font: "12px system-ui, sans-serif",
    ticks: { show: false },
  };
  return [
    {
      ...shared,
      grid: { show: false },
      space: 64,
      values: (_, splits, __, ___, step) =>
        splits.map((at) => {
          const clock = format.clock(at);
          return step >= dayMs || clock === "00:00" ? format.day(at) : clock;
        }),
    },
    {
      ...shared,
      grid: { stroke: () => ink().grid, width: 1 },
      size: 60,
      values: (_, splits) => splits.map((value) => format.reading(value, unit)),
    },
  ];
};
