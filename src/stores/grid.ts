import type { Range } from "../core/store.ts";

/** A range cut into equal parts. */
export interface Grid extends Range {
  readonly parts: number;
}

/** The part of a grid that an instant inside its range lies in. */
export const partOf = (grid: Grid, at: number): number =>
  Math.floor(((at - grid.from) * grid.parts) / (grid.to - grid.from));

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** A grid whose parts are whole milliseconds. */
export interface ChartGrid extends Grid {
  readonly stepMs: number;
}

/**
 * The grid of a chart with at most `points` parts, of the smallest step of whole hours, minutes or seconds that gives
 * no more. Its lines lie at multiples of the step, so that they stay where they are while the range moves on; a
 * single part begins with the range's own hour, minute or second. `finestMs` is how finely the range is known: where
 * that is an hour or a day of UTC, so is the step at least.
 */
export const chartGrid = ({
  from,
  to,
  points,
  finestMs = secondMs,
}: Range & { readonly points: number; readonly finestMs?: number | undefined }): ChartGrid => {
  const wanted = Math.max(1, to - from) / Math.max(1, points - 1);
  const unit = Math.max(finestMs, wanted >= hourMs ? hourMs : wanted >= minuteMs ? minuteMs : secondMs);
  const first = points === 1 ? floorTo(from, unit) : undefined;
  const stepMs = Math.ceil((first === undefined ? wanted : Math.max(1, to - first)) / unit) * unit;
  const start = first ?? floorTo(from, stepMs);
  const parts = Math.max(1, Math.ceil((to - start) / stepMs));
  return { from: start, to: start + parts * stepMs, parts, stepMs };
};

/** The greatest multiple of `step` that is not after `at`. */
export const floorTo = (at: number, step: number): number => Math.floor(at / step) * step;
