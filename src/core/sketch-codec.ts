import type { MutableSketch, Sketch } from "./sketch.ts";

const version = 1;

/** Base-128 varint, low bits first. Division instead of shifts: counts may pass 2^31. */
const writeVarint = (bytes: number[], value: number): void => {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
};

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/**
 * A version byte, the number of buckets, then for each bucket in order the distance of its key from the one before
 * (the first one's key itself, zigzag) and its count. About two bytes per bucket.
 */
export const encodeSketch = (sketch: Sketch): Uint8Array => {
  const ordered = [...sketch].sort(([left], [right]) => left - right);
  const bytes: number[] = [version];
  writeVarint(bytes, ordered.length);
  let before: number | undefined;
  for (const [key, count] of ordered) {
    writeVarint(bytes, before === undefined ? zigzag(key) : key - before);
    writeVarint(bytes, count);
    before = key;
  }
  return Uint8Array.from(bytes);
};

const damaged = (what: string): Error => new Error(`Not a latency sketch: ${what}`);

const createReader = (bytes: Uint8Array) => {
  let at = 1;
  return {
    ended: () => at === bytes.length,
    varint: (): number => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        if (byte === undefined)
          throw damaged(`it ends in the middle of a number, after ${bytes.length} bytes`);
        value += (byte % 128) * scale;
        if (value > Number.MAX_SAFE_INTEGER) throw damaged(`a number at byte ${at - 1} is too large`);
        if (byte < 128) return value;
      }
    },
  };
};

/**
 * The sketch that `encodeSketch` wrote.
 * @throws {Error} that says what is wrong when the bytes are anything else
 */
export const decodeSketch = (bytes: Uint8Array): MutableSketch => {
  if (bytes[0] !== version) throw damaged(`version ${bytes[0] ?? "missing"} instead of ${version}`);
  const reader = createReader(bytes);
  const sketch: MutableSketch = new Map();
  const buckets = reader.varint();
  let key = 0;
  for (let index = 0; index < buckets; index++) {
    const step = reader.varint();
    if (index > 0 && step === 0) throw damaged("two buckets have the same key");
    key = index === 0 ? unzigzag(step) : key + step;
    const count = reader.varint();
    if (count === 0) throw damaged("a bucket is empty");
    sketch.set(key, count);
  }
  if (!reader.ended()) throw damaged("there are bytes after its end");
  return sketch;
};
