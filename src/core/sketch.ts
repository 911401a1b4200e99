/**
 * A mergeable quantile sketch: DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch
 * with relative-error guarantees", PVLDB 12(12), 2019). Values fall into logarithmic buckets, so every quantile
 * of any merged range is within 1 % of the true value, however the values were split before merging.
 *
 * A bucket has a key. Keys have the order of the values: 0 holds zero, positive keys hold positive values, negative
 * keys mirror them. Counts lie side by side in a typed array, because sketches are merged by the hundred.
 */
export interface Sketch {
  /** `counts[i]` is the number of values in the bucket with the key `low + i`; the ends may be zeros. */
  low: number;
  counts: Float64Array;
}

export const emptySketch = (): Sketch => ({ low: 0, counts: new Float64Array(0) });

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

/** Adds `count` to the bucket of a key. */
export const addToBucket = (sketch: Sketch, key: number, count: number): void => {
  const at = key - sketch.low;
  if (at < 0 || at >= sketch.counts.length) widen(sketch, key);
  const { counts, low } = sketch;
  counts[key - low] = (counts[key - low] ?? 0) + count;
};

/** Makes room for a key, and as much again, so that widening is rare. */
const widen = (sketch: Sketch, key: number): void => {
  const { low, counts } = sketch;
  const spare = Math.max(16, counts.length >> 1);
  const [first, last] =
    counts.length === 0 ? [key, key] : [Math.min(low, key), Math.max(low + counts.length - 1, key)];
  const from = key < low || counts.length === 0 ? first - spare : first;
  const to = key > low || counts.length === 0 ? last + spare : last;
  const wider = new Float64Array(to - from + 1);
  wider.set(counts, counts.length === 0 ? 0 : low - from);
  sketch.low = from;
  sketch.counts = wider;
};

/** Adds `count` times `value`, which must be finite. */
export const addToSketch = (sketch: Sketch, value: number, count = 1): void => {
  if (!Number.isFinite(value)) throw new RangeError(`A sketch holds finite numbers, not ${value}`);
  addToBucket(sketch, keyOf(value), count);
};

/** The sketch of some values. */
export const sketchOf = (values: Iterable<number>): Sketch => {
  const sketch = emptySketch();
  for (const value of values) addToSketch(sketch, value);
  return sketch;
};

/** Adds everything that `source` holds to `target`. */
export const mergeSketch = (target: Sketch, { low, counts }: Readonly<Sketch>): void => {
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] ?? 0;
    if (count > 0) addToBucket(target, low + index, count);
  }
};

/** How many values a sketch holds. */
export const sketchCount = ({ counts }: Readonly<Sketch>): number => {
  let count = 0;
  for (const held of counts) count += held;
  return count;
};

/**
 * For each `q` (0 to 1) the value of rank floor(q * (n - 1)) of the n values in order, within 1 %.
 * Absent for an empty sketch.
 */
export const quantiles = (sketch: Readonly<Sketch>, qs: readonly number[]): readonly number[] | undefined => {
  const count = sketchCount(sketch);
  if (count === 0) return undefined;
  return qs.map((q) => {
    let left = Math.floor(q * (count - 1));
    return valueOf(sketch.low + sketch.counts.findIndex((held) => (left -= held) < 0));
  });
};
