import { createByteReader, createByteWriter, type ByteReader } from "./bytes.ts";
import { addToBucket, emptySketch, sketchCount, type Sketch } from "./sketch.ts";

const version = 2;
const writer = createByteWriter();

/**
 * A version byte, how many values there are, the first bucket's key, then the counts of the buckets in the order of
 * their keys; a zero is followed by how many keys have no values there. About one byte per bucket.
 */
export const encodeSketch = (sketch: Readonly<Sketch>): Uint8Array => {
  const { low, counts } = sketch;
  writer.varint(version);
  writer.varint(sketchCount(sketch));
  let before: number | undefined;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] ?? 0;
    if (count === 0) continue;
    if (before === undefined) writer.signed(low + index);
    else if (index - before > 1) {
      writer.varint(0);
      writer.varint(index - before - 1);
    }
    writer.varint(count);
    before = index;
  }
  return writer.take();
};

const damaged = (what: string): Error => new Error(`Not a latency sketch: ${what}`);

/**
 * Adds the sketch that `encodeSketch` wrote, now or in version 1, to `target`.
 * @throws {Error} that says what is wrong when the bytes are anything else; `target` may then hold a part of it
 */
export const mergeEncoded = (target: Sketch, bytes: Uint8Array): void => {
  const reader = createByteReader(bytes, damaged);
  const found = bytes.length === 0 ? "missing" : reader.varint();
  if (found === version) mergeCounts(target, reader);
  else if (found === 1) mergePairs(target, reader);
  else throw damaged(`version ${found} instead of ${version}`);
};

const mergeCounts = (target: Sketch, reader: ByteReader): void => {
  let left = reader.varint();
  for (let key = left > 0 ? reader.signed() : 0; left > 0; key += 1) {
    let count = reader.varint();
    if (count === 0) {
      key += reader.varint();
      count = reader.varint();
    }
    if (count === 0 || count > left) throw damaged(`${count} values in a bucket`);
    addToBucket(target, asKey(key), count);
    left -= count;
  }
  if (reader.hasMore()) throw damaged("there are bytes after its end");
};

/** Version 1: the number of buckets, then for each the distance of its key from the one before, and its count. */
const mergePairs = (target: Sketch, reader: ByteReader): void => {
  const buckets = reader.varint();
  let key = 0;
  for (let index = 0; index < buckets; index++) {
    const step = index === 0 ? reader.signed() : reader.varint();
    if (index > 0 && step === 0) throw damaged("two buckets have the same key");
    key = asKey(key + step);
    const count = reader.varint();
    if (count === 0) throw damaged("a bucket is empty");
    addToBucket(target, key, count);
  }
  if (reader.hasMore()) throw damaged("there are bytes after its end");
};

/** No double has a key beyond this; a damaged one must not take the memory between. */
const greatestKey = 40_000;

const asKey = (key: number): number => {
  if (Math.abs(key) > greatestKey) throw damaged(`no value has the key ${key}`);
  return key;
};

/** As `mergeEncoded`, alone. */
export const decodeSketch = (bytes: Uint8Array): Sketch => {
  const sketch = emptySketch();
  mergeEncoded(sketch, bytes);
  return sketch;
};
