/** The value below which `share` (0 to 1) of the sorted values lie; NaN when there is none. */
export const quantileOf = (sorted: ArrayLike<number>, share: number): number =>
  sorted.length === 0
    ? Number.NaN
    : (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);

export const sortedOf = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

export const medianOf = (values: readonly number[]): number => {
  const sorted = sortedOf(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 0
    ? (quantileOf(sorted.subarray(middle - 1), 0) + quantileOf(sorted.subarray(middle), 0)) / 2
    : quantileOf(sorted.subarray(middle), 0);
};

/** How much `values` grow per step, by least squares. */
export const slopeOf = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [index, value] of values.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
