import { panBy, zoomAround } from "./range.ts";
import type { SeriesState } from "./series-state.ts";

/** Arrows move the cursor, with Shift the range; plus and minus zoom around the cursor; 0 goes back to a day. */
export const chartKeys =
  (state: SeriesState, index: () => number, move: (index: number) => void) =>
  (event: KeyboardEvent): void => {
    const { from, to } = state.range.value;
    const at = state.layers.value?.times[index()] ?? (from + to) / 2;
    const zoom = (factor: number) => state.zoom(zoomAround({ from, to }, at, factor, Date.now()), true);
    const pan = (share: number) => state.zoom(panBy({ from, to }, share, Date.now()), true);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => (event.shiftKey ? pan(-0.25) : move(index() - 1)),
      ArrowRight: () => (event.shiftKey ? pan(0.25) : move(index() + 1)),
      PageUp: () => move(index() + 20),
      PageDown: () => move(index() - 20),
      Home: () => move(0),
      End: () => move(Number.MAX_SAFE_INTEGER),
      "+": () => zoom(0.5),
      "=": () => zoom(0.5),
      "-": () => zoom(2),
      "0": () => state.show("day"),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };
