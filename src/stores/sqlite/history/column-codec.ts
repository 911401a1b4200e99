import { bestCode, mostCoded, readBits, writeBits } from "./bits.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * A column of whole numbers, in whichever way takes the fewest bytes. The first byte says which, and the parameter of
 * its code in the upper five bits.
 */
const way = {
  /** A first number and a step: nothing for what is constant, or comes at a steady interval. */
  steady: 0,
  /** What each is above the least. */
  aboveLeast: 1,
  /** How much each differs from the one before, above the least difference. */
  differences: 2,
  /** How much each differs from what was expected, above the least. */
  expected: 3,
  /** Each by itself: numbers too large for the others. */
  plain: 4,
} as const;

/** Beyond it a difference of doubles is no longer exact. */
const mostLeast = 2 ** 52;

const least = (values: Float64Array, count: number): number => {
  let found = values[0] ?? 0;
  for (let index = 1; index < count; index++) found = Math.min(found, values[index] ?? 0);
  return found;
};

/** A way that a column could be written in, with what is to be written. */
interface Candidate {
  readonly way: number;
  readonly k: number;
  readonly bits: number;
  readonly least: number;
}

/** Room for the three kinds of numbers that are compared. */
class Scratch {
  above = new Float64Array(0);
  differences = new Float64Array(0);
  unexpected = new Float64Array(0);

  ensure(count: number): void {
    if (count <= this.above.length) return;
    this.above = new Float64Array(2 * count);
    this.differences = new Float64Array(2 * count);
    this.unexpected = new Float64Array(2 * count);
  }
}

const scratch = new Scratch();

/** Moves the values down to begin at zero; absent when one is too large for a code. */
const candidate = (wayOf: number, values: Float64Array, count: number): Candidate | undefined => {
  const lowest = least(values, count);
  if (!(Math.abs(lowest) <= mostLeast)) return undefined;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const above = (values[index] ?? 0) - lowest;
    if (!(above <= mostCoded)) return undefined;
    values[index] = above;
    sum += above;
  }
  const { k, bits } = bestCode(values, count, sum);
  return { way: wayOf, k, bits, least: lowest };
};

const isSteady = (values: Float64Array, count: number): boolean => {
  if (count === 1) return true;
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  for (let index = 2; index < count; index++)
    if ((values[index] ?? 0) - (values[index - 1] ?? 0) !== step) return false;
  return Math.abs(step) <= mostCoded;
};

/** The fewer bits; each way's numbers are in its own part of the scratch. */
const best = (values: Float64Array, count: number, expected?: Float64Array): Candidate | undefined => {
  scratch.ensure(count);
  const { above, differences, unexpected } = scratch;
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? 0;
    above[index] = value;
    if (index > 0) differences[index - 1] = value - (values[index - 1] ?? 0);
    if (expected) unexpected[index] = value - (expected[index] ?? 0);
  }
  const found = [
    candidate(way.aboveLeast, above, count),
    candidate(way.differences, differences, count - 1),
    expected && candidate(way.expected, unexpected, count),
  ];
  return found.reduce((kept, next) => (next && (!kept || next.bits < kept.bits) ? next : kept), undefined);
};

/** Writes `count` whole numbers, one or more; `expected` are whole numbers that the reader will know too. */
export const writeColumn = (
  writer: ByteWriter,
  values: Float64Array,
  count: number,
  expected?: Float64Array,
): void => {
  writer.ensure(32 + 10 * count);
  const first = values[0] ?? 0;
  if (isSteady(values, count)) {
    writer.byte(way.steady);
    writer.signed(first);
    writer.signed(count > 1 ? (values[1] ?? 0) - first : 0);
    return;
  }
  const chosen = best(values, count, expected);
  writer.byte(chosen ? chosen.way | (chosen.k << 3) : way.plain);
  if (!chosen) {
    for (let index = 0; index < count; index++) writer.signed(values[index] ?? 0);
    return;
  }
  if (chosen.way === way.differences) writer.signed(first);
  writer.signed(chosen.least);
  const coded =
    chosen.way === way.aboveLeast
      ? scratch.above
      : chosen.way === way.differences
        ? scratch.differences
        : scratch.unexpected;
  writeBits(writer, coded, chosen.way === way.differences ? count - 1 : count, chosen.k);
};

/** Reads `count` numbers into `values`. */
export const readColumn = (
  reader: ByteReader,
  values: Float64Array,
  count: number,
  expected?: Float64Array,
): void => {
  const head = reader.byte();
  const chosen = head & 7;
  const k = head >> 3;
  if (chosen === way.plain) {
    for (let index = 0; index < count; index++) values[index] = reader.signed();
    return;
  }
  const first = chosen === way.steady || chosen === way.differences ? reader.signed() : 0;
  const least = reader.signed();
  if (chosen === way.steady) {
    for (let index = 0; index < count; index++) values[index] = first + index * least;
  } else if (chosen === way.differences) {
    reader.at = readBits(reader.bytes, reader.at, values, count - 1, k);
    let value = first;
    for (let index = 0; index < count; index++) {
      const difference = values[index] ?? 0;
      values[index] = value;
      value += difference + least;
    }
  } else {
    reader.at = readBits(reader.bytes, reader.at, values, count, k);
    for (let index = 0; index < count; index++) {
      const before = chosen === way.expected ? (expected?.[index] ?? 0) : 0;
      values[index] = (values[index] ?? 0) + least + before;
    }
  }
};
