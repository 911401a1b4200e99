/** A stretch of time, epoch ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The ranges that a button asks for, up to now. */
export const presets = {
  hour: hourMs,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
  quarter: 90 * dayMs,
  year: 365 * dayMs,
} as const;
export type Preset = keyof typeof presets;

export const presetRange = (preset: Preset, now: number): TimeRange => ({
  from: now - presets[preset],
  to: now,
});

const spanMs = { least: 60_000, most: presets.year } as const;

/** Keeps a range within a minute and a year, and out of the future, without changing its span if it can. */
export const clampRange = ({ from, to }: TimeRange, now: number): TimeRange => {
  const span = Math.min(spanMs.most, Math.max(spanMs.least, to - from));
  const middle = (from + to) / 2;
  const end = Math.round(Math.min(now, middle + span / 2));
  return { from: Math.round(end - span), to: end };
};

/** Zooms so that the moment `at` stays where it is on the screen; a factor below 1 looks closer. */
export const zoomAround = (range: TimeRange, at: number, factor: number, now: number): TimeRange => {
  const wanted = (range.to - range.from) * factor;
  const span = Math.min(spanMs.most, Math.max(spanMs.least, wanted));
  const place = (at - range.from) / (range.to - range.from);
  const from = at - place * span;
  return clampRange({ from, to: from + span }, now);
};

/** Moves by a share of the range: -0.5 is half a range back. */
export const panBy = (range: TimeRange, share: number, now: number): TimeRange => {
  const distance = (range.to - range.from) * share;
  return clampRange({ from: range.from + distance, to: range.to + distance }, now);
};

/** Two fingers on the plot, as shares of its width. */
export interface Pinch {
  readonly left: number;
  readonly right: number;
}

/**
 * The range after two fingers have moved: what was between them stays between them, so that it zooms around their
 * midpoint and moves along with it.
 */
export const pinchRange = (range: TimeRange, start: Pinch, end: Pinch, now: number): TimeRange => {
  const span = range.to - range.from;
  const factor = Math.abs(start.right - start.left) / Math.max(0.02, Math.abs(end.right - end.left));
  const midpoint = range.from + ((start.left + start.right) / 2) * span;
  const place = (end.left + end.right) / 2;
  const nextSpan = Math.min(spanMs.most, Math.max(spanMs.least, span * factor));
  const from = midpoint - place * nextSpan;
  return clampRange({ from, to: from + nextSpan }, now);
};
