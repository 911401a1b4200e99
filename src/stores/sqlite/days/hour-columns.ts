import { createByteReader, createByteWriter, type ByteReader } from "../../../core/bytes.ts";
import { mostHours } from "./calendar.ts";

/** What the hours of one day were, for one reading; nothing stands where `counts` is 0. */
export interface HourExtents {
  readonly counts: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
}

export const createHourExtents = (): HourExtents => ({
  counts: new Float64Array(mostHours),
  min: new Float64Array(mostHours),
  max: new Float64Array(mostHours),
  sum: new Float64Array(mostHours),
});

const writer = createByteWriter();
const damaged = (what: string): Error => new Error(`Not a day's hours: ${what}`);

/** Pairs of a number and how many hours in a row have it; zeros at the end are left out, and marked by 0, 0. */
const writeRuns = (values: Float64Array): void => {
  for (let at = 0; at < values.length;) {
    const value = values[at] ?? 0;
    let end = at + 1;
    while (end < values.length && values[end] === value) end += 1;
    if (value === 0 && end === values.length) break;
    writer.varint(value);
    writer.varint(end - at);
    at = end;
  }
  writer.varint(0);
  writer.varint(0);
};

const readRuns = (reader: ByteReader, target: Float64Array): void => {
  target.fill(0);
  for (let at = 0; ;) {
    const value = reader.varint();
    const length = reader.varint();
    if (length === 0) return;
    if (at + length > target.length) throw damaged("too many hours");
    target.fill(value, at, at + length);
    at += length;
  }
};

/** One column per status. */
export const encodeHourCounts = (columns: readonly Float64Array[]): Uint8Array => {
  for (const column of columns) writeRuns(column);
  return writer.take();
};

/** @throws {Error} when the bytes are not what `encodeHourCounts` wrote */
export const decodeHourCounts = (bytes: Uint8Array, columns: readonly Float64Array[]): void => {
  const reader = createByteReader(bytes, damaged);
  for (const column of columns) readRuns(reader, column);
};

/** Values that are whole multiples of 1/scale are kept as small whole numbers; 0: as doubles. */
const scales = [1, 100, 1000] as const;
/** Differences of two of these are still exact. */
const largestScaled = 2 ** 51;

const isMultiple = (value: number, scale: number): boolean => {
  const scaled = Math.round(value * scale);
  return Math.abs(scaled) <= largestScaled && scaled / scale === value;
};

/** A sum has gathered rounding errors that its values do not have. */
const isSumOfMultiples = (sum: number, scale: number): boolean => {
  const scaled = Math.round(sum * scale);
  return Math.abs(scaled) <= largestScaled && Math.abs(scaled / scale - sum) <= 1e-12 * Math.abs(sum);
};

const scaleOf = ({ counts, min, max, sum }: HourExtents): number => {
  const fits = (scale: number): boolean => {
    for (let hour = 0; hour < counts.length; hour++) {
      if (counts[hour] === 0) continue;
      if (!isMultiple(min[hour] ?? 0, scale) || !isMultiple(max[hour] ?? 0, scale)) return false;
      if (!isSumOfMultiples(sum[hour] ?? 0, scale)) return false;
      if ((counts[hour] ?? 0) * Math.abs(min[hour] ?? 0) * scale > largestScaled) return false;
    }
    return true;
  };
  return scales.find(fits) ?? 0;
};

/**
 * The counts, the scale, then for each hour that has values: how far its minimum is from the hour before's, its
 * maximum from its minimum, and its sum from what it would be if all were the minimum. Five to eight bytes an hour.
 * Of a constant reading the counts say it all.
 */
export const encodeHourExtents = (hours: HourExtents, isConstant: boolean): Uint8Array => {
  writeRuns(hours.counts);
  if (isConstant) return writer.take();
  const scale = scaleOf(hours);
  writer.varint(scale);
  let before = 0;
  for (let hour = 0; hour < hours.counts.length; hour++) {
    const count = hours.counts[hour] ?? 0;
    if (count === 0) continue;
    const [min = 0, max = 0, sum = 0] = [hours.min[hour], hours.max[hour], hours.sum[hour]];
    if (scale === 0) {
      writer.double(min);
      writer.double(max);
      writer.double(sum);
      continue;
    }
    const least = Math.round(min * scale);
    writer.signed(least - before);
    writer.varint(Math.round(max * scale) - least);
    writer.varint(Math.round(sum * scale) - count * least);
    before = least;
  }
  return writer.take();
};

/**
 * Reads hours into `target`; `constant` is the value of a constant reading.
 * @throws {Error} when the bytes are not what `encodeHourExtents` wrote
 */
export const decodeHourExtents = (bytes: Uint8Array, constant: number, target: HourExtents): void => {
  const reader = createByteReader(bytes, damaged);
  const { counts, min, max, sum } = target;
  readRuns(reader, counts);
  const isConstant = !reader.hasMore();
  const scale = isConstant ? 1 : reader.varint();
  let least = 0;
  for (let hour = 0; hour < counts.length; hour++) {
    const count = counts[hour] ?? 0;
    if (count === 0) continue;
    if (isConstant) {
      min[hour] = constant;
      max[hour] = constant;
      sum[hour] = constant * count;
    } else if (scale === 0) {
      min[hour] = reader.double();
      max[hour] = reader.double();
      sum[hour] = reader.double();
    } else {
      least += reader.signed();
      min[hour] = least / scale;
      max[hour] = (least + reader.varint()) / scale;
      sum[hour] = (reader.varint() + count * least) / scale;
    }
  }
};
