/** An axis from its lowest to its highest label. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** The labelled values, the highest first. */
  readonly ticks: readonly number[];
}

/**
 * A scale with round ends over some values. It begins at zero, but for a line (`floats`) whose values all lie far from
 * it: bars and areas that do not begin at zero would lie.
 */
export const scaleOver = (values: readonly (number | null)[], floats = false): Scale => {
  const known = values.filter((value) => value !== null);
  const most = known.reduce((found, value) => Math.max(found, value), -Infinity);
  const least = known.reduce((found, value) => Math.min(found, value), Infinity);
  if (known.length === 0) return { low: 0, high: 1, ticks: [1, 0] };
  const isFar = floats && least > 0 && most - least < most / 4;
  const from = isFar ? least : Math.min(0, least);
  const to = isFar ? most : Math.max(0, most);
  const step = roundUp(Math.max(smallestStep, (to - from || Math.abs(to) || 1) / 2));
  const low = Math.floor(from / step) * step;
  const high = Math.max(low + step, Math.ceil(to / step - 1e-9) * step);
  const steps = Math.round((high - low) / step);
  return { low, high, ticks: Array.from({ length: steps + 1 }, (_, index) => high - index * step) };
};

/** Numbers closer than this are drawn as one. */
const smallestStep = 1e-9;

/** The next of 1, 2, 2.5, 5 times a power of ten. */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return digit * power;
};

/** Where a value lies: 0 at the bottom, 1 at the top. */
export const shareOf = ({ low, high }: Scale, value: number): number => (value - low) / (high - low);
