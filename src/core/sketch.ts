/**
 * A mergeable quantile sketch: DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch
 * with relative-error guarantees", PVLDB 12(12), 2019). Values fall into logarithmic buckets, so every quantile
 * of any merged range is within 1 % of the true value, however the values were split before merging.
 *
 * A sketch maps a bucket's key to the number of values in it. Keys have the order of the values: 0 holds zero,
 * positive keys hold positive values, negative keys mirror them.
 */
export type Sketch = ReadonlyMap<number, number>;
export type MutableSketch = Map<number, number>;

/** A hair under the promised 1 %, so that the rounding of logarithms cannot break the promise. */
const accuracy = 0.0099;
const gamma = (1 + accuracy) / (1 - accuracy);
const logGamma = Math.log(gamma);

/** Anything nearer to zero counts as zero: for milliseconds that is a millionth of a nanosecond. */
const smallest = 1e-12;
const smallestIndex = Math.ceil(Math.log(smallest) / logGamma);

const keyOf = (value: number): number => {
  const size = Math.abs(value);
  if (size < smallest) return 0;
  const key = Math.ceil(Math.log(size) / logGamma) - smallestIndex + 1;
  return value < 0 ? -key : key;
};

/** The middle of a bucket, measured so that both its edges are equally far away in relative terms. */
const valueOf = (key: number): number => {
  if (key === 0) return 0;
  const size = Math.min(gamma ** (Math.abs(key) + smallestIndex - 2) * (1 + accuracy), Number.MAX_VALUE);
  return key < 0 ? -size : size;
};

/** Adds `count` times `value`, which must be finite. */
export const addToSketch = (sketch: MutableSketch, value: number, count = 1): void => {
  if (!Number.isFinite(value)) throw new RangeError(`A sketch holds finite numbers, not ${value}`);
  const key = keyOf(value);
  sketch.set(key, (sketch.get(key) ?? 0) + count);
};

/** The sketch of some values. */
export const sketchOf = (values: Iterable<number>): MutableSketch => {
  const sketch: MutableSketch = new Map();
  for (const value of values) addToSketch(sketch, value);
  return sketch;
};

/** Adds everything that `source` holds to `target`. */
export const mergeSketch = (target: MutableSketch, source: Sketch): void => {
  for (const [key, count] of source) target.set(key, (target.get(key) ?? 0) + count);
};

/** How many values a sketch holds. */
export const sketchCount = (sketch: Sketch): number => {
  let count = 0;
  for (const held of sketch.values()) count += held;
  return count;
};

/**
 * For each `q` (0 to 1) the value of rank floor(q * (n - 1)) of the n values in order, within 1 %.
 * Absent for an empty sketch.
 */
export const quantiles = (sketch: Sketch, qs: readonly number[]): readonly number[] | undefined => {
  const count = sketchCount(sketch);
  if (count === 0) return undefined;
  const ordered = [...sketch].sort(([left], [right]) => left - right);
  return qs.map((q) => {
    let left = Math.floor(q * (count - 1));
    const found = ordered.find(([, held]) => (left -= held) < 0);
    return valueOf(found?.[0] ?? 0);
  });
};
