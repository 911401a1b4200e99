import type { ByteWriter } from "./bytes.ts";

/*
 * Exponential Golomb codes: small numbers take few bits and a rare large one takes twice its own length, so that one
 * slow answer does not widen a whole column. With parameter k a number n is (n >> k) + 1, its length told by zeros
 * before it, and then the k lowest bits of n.
 */

/** Greater numbers have no code. */
export const mostCoded = 2 ** 28 - 1;

const highestBit = (value: number): number => 31 - Math.clz32(value);

const bitsWith = (values: Float64Array, count: number, k: number): number => {
  let bits = count * (k + 1);
  for (let index = 0; index < count; index++) bits += 2 * highestBit(((values[index] ?? 0) >> k) + 1);
  return bits;
};

/** The parameter that gives the fewest bits, and how many. */
export const bestCode = (
  values: Float64Array,
  count: number,
  sum: number,
): { readonly k: number; readonly bits: number } => {
  const middle = highestBit(Math.min(mostCoded, Math.floor(sum / Math.max(1, count))) + 1);
  let best = { k: middle, bits: bitsWith(values, count, middle) };
  for (const k of [middle - 1, middle + 1]) {
    if (k < 0 || k > 28) continue;
    const bits = bitsWith(values, count, k);
    if (bits < best.bits) best = { k, bits };
  }
  return best;
};

/** Writes the first `count` values, whole numbers from 0 to `mostCoded`, and fills the last byte up. */
export const writeBits = (writer: ByteWriter, values: Float64Array, count: number, k: number): void => {
  let held = 0;
  let bits = 0;
  const put = (value: number, length: number): void => {
    // At most 7 + 24 bits are held, so that bit operations stay positive.
    if (length > 24) {
      put(value >>> 24, length - 24);
      put(value & 0xff_ffff, 24);
      return;
    }
    held = (held << length) | value;
    bits += length;
    while (bits >= 8) {
      bits -= 8;
      writer.byte((held >>> bits) & 255);
    }
    held &= (1 << bits) - 1;
  };
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? 0;
    const high = (value >> k) + 1;
    const length = highestBit(high);
    if (length > 0) put(0, length);
    put(high, length + 1);
    if (k > 0) put(value & ((1 << k) - 1), k);
  }
  if (bits > 0) writer.byte((held << (8 - bits)) & 255);
};

/** Reads what `writeBits` wrote from `at` on, and answers where it ends. */
export const readBits = (
  bytes: Uint8Array,
  at: number,
  values: Float64Array,
  count: number,
  k: number,
): number => {
  let next = at;
  let held = 0;
  let bits = 0;
  const take = (length: number): number => {
    if (length > 24) return take(length - 24) * 0x100_0000 + take(24);
    while (bits < length) {
      held = (held << 8) | (bytes[next++] ?? 0);
      bits += 8;
    }
    bits -= length;
    const value = held >>> bits;
    held &= (1 << bits) - 1;
    return value;
  };
  for (let index = 0; index < count; index++) {
    let zeros = 0;
    while (held === 0 && zeros + bits < 64) {
      zeros += bits;
      held = bytes[next++] ?? 0;
      bits = 8;
    }
    const before = Math.clz32(held) - (32 - bits);
    zeros += before;
    bits -= before;
    const high = take(zeros + 1) - 1;
    values[index] = high * 2 ** k + (k > 0 ? take(k) : 0);
  }
  return next - Math.floor(bits / 8);
};
