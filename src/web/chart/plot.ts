import uPlot from "uplot";
import type { SeriesView } from "../../http/schemas.ts";
import type { Format } from "../text/format.ts";
import { followFingers } from "./fingers.ts";
import { greatest, type Layers } from "./layers.ts";
import { paintIncidents, readInk, type Ink } from "./paint.ts";
import { plotAxes, plotData, plotSeries } from "./plot-options.ts";
import type { TimeRange } from "./range.ts";

/** What is drawn. */
export interface Drawing {
  readonly layers: Layers;
  readonly incidents: SeriesView["incidents"];
  readonly range: TimeRange;
}

export interface PlotInput {
  readonly host: HTMLElement;
  readonly drawing: Drawing;
  readonly format: Format;
  readonly timezone: string;
  readonly now: () => number;
  /** The bucket under the cursor; absent when there is none. */
  readonly onCursor: (index: number | undefined) => void;
  /** A finger or the mouse asks for another range; `done` when it has let go. */
  readonly onRange: (range: TimeRange, done: boolean) => void;
}

/** A chart on the page. `draw` keeps its layers' names: other ones need another plot. */
export interface Plot {
  draw(drawing: Drawing): void;
  setRange(range: TimeRange): void;
  setCursor(index: number): void;
  destroy(): void;
}

export const createPlot = (input: PlotInput): Plot => {
  const { host } = input;
  const seen = { drawing: input.drawing, ink: readInk(host) };
  const size = () => ({ width: host.clientWidth, height: host.clientHeight });
  const chart = new uPlot({ ...size(), ...options(input, seen) }, plotData(seen.drawing.layers), host);
  const stopFingers = followFingers(chart, {
    range: () => seen.drawing.range,
    now: input.now,
    onRange: input.onRange,
  });
  const resized = new ResizeObserver(() => chart.setSize(size()));
  resized.observe(host);
  const stop = new AbortController();
  const repaint = () => {
    seen.ink = readInk(host);
    chart.redraw(false);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint, { signal: stop.signal });
  return {
    draw(drawing) {
      seen.drawing = drawing;
      chart.setData(plotData(drawing.layers));
    },
    setRange(range) {
      seen.drawing = { ...seen.drawing, range };
      chart.setScale("x", { min: range.from, max: range.to });
    },
    setCursor(index) {
      const at = seen.drawing.layers.times[index];
      if (at !== undefined) chart.setCursor({ left: chart.valToPos(at, "x"), top: 0 });
    },
    destroy() {
      stop.abort();
      resized.disconnect();
      stopFingers();
      chart.destroy();
    },
  };
};

/** `seen` is read anew for each drawing. */
const options = (
  input: PlotInput,
  seen: { readonly drawing: Drawing; readonly ink: Ink },
): Omit<uPlot.Options, "width" | "height"> => ({
  ms: 1,
  tzDate: (at) => uPlot.tzDate(new Date(at), input.timezone),
  padding: [8, 16, 0, 0],
  legend: { show: false },
  cursor: {
    y: false,
    drag: { x: true, y: false, setScale: false },
    points: { size: 7 },
    bind: { dblclick: () => null },
  },
  scales: {
    x: { time: true, range: () => [seen.drawing.range.from, seen.drawing.range.to] },
    y: { range: () => [0, greatest(seen.drawing.layers, seen.drawing.range) * 1.06] },
  },
  axes: plotAxes(() => seen.ink, input.format, seen.drawing.layers.unit),
  ...plotSeries(seen.drawing.layers, () => seen.ink),
  hooks: {
    drawClear: [(chart) => paintIncidents(chart, seen.drawing.incidents, seen.drawing.range, seen.ink)],
    setCursor: [(chart) => input.onCursor(chart.cursor.idx ?? undefined)],
    setSelect: [(chart) => chooseSelection(chart, input.onRange)],
  },
});

const leastSelectionPx = 8;

/** What the mouse has dragged over becomes the range. */
const chooseSelection = (chart: uPlot, onRange: PlotInput["onRange"]): void => {
  const { left, width } = chart.select;
  if (width < leastSelectionPx) return;
  const at = (px: number) => Math.round(chart.posToVal(px, "x"));
  const range = { from: at(left), to: at(left + width) };
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onRange(range, true);
};
