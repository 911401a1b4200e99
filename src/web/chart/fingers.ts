import type uPlot from "uplot";
import { pinchRange, type Pinch, type TimeRange } from "./range.ts";

/**
 * Touch on a chart: one finger scrubs the cursor, two fingers zoom around their midpoint. Vertical drags stay the
 * page's (`touch-action: pan-y`). The mouse is uPlot's own. The answer stops it.
 */
export const followFingers = (
  chart: uPlot,
  ports: {
    readonly range: () => TimeRange;
    readonly now: () => number;
    readonly onRange: (range: TimeRange, done: boolean) => void;
  },
): (() => void) => {
  const { over } = chart;
  const fingers = new Map<number, number>();
  let pinch: { readonly start: Pinch; readonly range: TimeRange } | undefined;

  const place = (event: PointerEvent): number => {
    const { left, width } = over.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const spread = (): Pinch | undefined => {
    const [left, right] = [...fingers.values()].sort((a, b) => a - b);
    return left === undefined || right === undefined ? undefined : { left, right };
  };
  const zoomed = (): TimeRange | undefined => {
    const end = spread();
    return pinch && end && pinchRange(pinch.range, pinch.start, end, ports.now());
  };
  const down = (event: PointerEvent) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, place(event));
    const start = spread();
    pinch = start && { start, range: ports.range() };
    if (!pinch) chart.setCursor({ left: place(event) * over.clientWidth, top: 0 });
  };
  const move = (event: PointerEvent) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, place(event));
    const range = zoomed();
    if (range) ports.onRange(range, false);
    else chart.setCursor({ left: place(event) * over.clientWidth, top: 0 });
  };
  const up = (event: PointerEvent) => {
    const range = zoomed();
    fingers.delete(event.pointerId);
    pinch = undefined;
    if (range) ports.onRange(range, true);
  };
  const stop = new AbortController();
  const { signal } = stop;
  over.addEventListener("pointerdown", down, { signal });
  over.addEventListener("pointermove", move, { signal });
  over.addEventListener("pointerup", up, { signal });
  over.addEventListener("pointercancel", up, { signal });
  return () => stop.abort();
};
