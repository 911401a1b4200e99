import { useSignalEffect, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { usePage } from "../page-context.tsx";
import type { Plot } from "./plot.ts";
import type { SeriesState } from "./series-state.ts";

/** Draws when there is something to draw; the chart's code is loaded then, and only then. */
export const usePlot = (
  state: SeriesState,
  host: { readonly current: HTMLElement | null },
  cursor: Signal<number | undefined>,
): { readonly current: Plot | undefined } => {
  const { format, frame, now } = usePage();
  const plot = useRef<Plot | undefined>(undefined);
  const drawn = useRef("");

  const draw = async (element: HTMLElement, kind: string): Promise<void> => {
    const { createPlot } = await import("./plot.ts");
    const layers = state.layers.peek();
    if (drawn.current !== kind || !layers) return;
    plot.current?.destroy();
    plot.current = createPlot({
      host: element,
      drawing: { layers, incidents: state.series.peek()?.incidents ?? [], range: state.range.peek() },
      format,
      timezone: frame.timezone,
      now: () => now.peek(),
      onCursor: (index) => (cursor.value = index),
      onRange: state.zoom,
    });
  };
  useSignalEffect(() => {
    const layers = state.layers.value;
    if (!layers || !host.current) return;
    const kind = [layers.reading, ...layers.phases.map(({ name }) => name)].join(" ");
    if (plot.current && kind === drawn.current) {
      const incidents = state.series.peek()?.incidents ?? [];
      plot.current.draw({ layers, incidents, range: state.range.peek() });
      return;
    }
    drawn.current = kind;
    void draw(host.current, kind);
  });
  useSignalEffect(() => plot.current?.setRange(state.range.value));
  useEffect(() => () => plot.current?.destroy(), []);
  return plot;
};
