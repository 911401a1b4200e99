import { ByteReader, type ByteWriter } from "./bytes.ts";
import { decimalsOf, powerOf, scaled } from "./decimal.ts";
import type { DecimalsOfShape, RunFields } from "./run-fields.ts";

/**
 * A run in the journal and in memory, about 24 bytes:
 *
 * - link: 4 bytes, the run of the same check before it; only used in memory
 * - length of what follows: 1 byte, or 255 and 4 bytes
 * - head: status in bits 0-1, bit 2 dead (only in memory), bit 3 exact, bits 4-7 location (15: a varint follows)
 * - check, slot - base, shape, [location]
 * - delay, duration, values: integers of the usual decimals; if one of them has others, all are written exactly,
 *   each behind a byte that says how
 */
export const linkBytes = 4;
const longLength = 255;
const deadBit = 4;
const exactBit = 8;
const manyLocations = 15;
const rawDouble = 7;

/** No run with so many values is longer. */
export const mostBytes = (count: number): number => 64 + 10 * count;

const delayDecimals = 0;
const durationDecimals = 2;

const writeUsual = (writer: ByteWriter, value: number, decimals: number): boolean => {
  const whole = scaled(value, powerOf(decimals));
  if (Number.isNaN(whole)) return false;
  writer.signed(whole);
  return true;
};

const writeExact = (writer: ByteWriter, value: number): void => {
  const decimals = decimalsOf(value);
  writer.byte(decimals ?? rawDouble);
  if (decimals === undefined) writer.double(value);
  else writer.signed(scaled(value, powerOf(decimals)));
};

const readExact = (reader: ByteReader): number => {
  const decimals = reader.byte();
  return decimals === rawDouble ? reader.double() : reader.signed() / powerOf(decimals);
};

const writeUsualValues = (writer: ByteWriter, run: RunFields, decimals: Uint8Array): boolean => {
  if (!writeUsual(writer, run.delayMs, delayDecimals)) return false;
  if (!writeUsual(writer, run.durationMs, durationDecimals)) return false;
  for (let index = 0; index < run.count; index++)
    if (!writeUsual(writer, run.values[index] ?? 0, decimals[index] ?? 0)) return false;
  return true;
};

const writeExactValues = (writer: ByteWriter, run: RunFields): void => {
  writeExact(writer, run.delayMs);
  writeExact(writer, run.durationMs);
  for (let index = 0; index < run.count; index++) writeExact(writer, run.values[index] ?? 0);
};

/** Writes a run where the writer stands; there is room for `mostBytes`. */
export const writeRun = (
  writer: ByteWriter,
  run: RunFields,
  base: number,
  decimalsOfShape: DecimalsOfShape,
): void => {
  const start = writer.at;
  writer.at += linkBytes + 1;
  const head = writer.at;
  const location = Math.min(run.locationId, manyLocations);
  writer.byte(run.status | (location << 4));
  writer.unsigned(run.checkId);
  writer.signed(run.slot - base);
  writer.unsigned(run.shapeId);
  if (location === manyLocations) writer.unsigned(run.locationId);
  const values = writer.at;
  const { bytes } = writer;
  if (!writeUsualValues(writer, run, decimalsOfShape(run.shapeId))) {
    bytes[head] = (bytes[head] ?? 0) | exactBit;
    writer.at = values;
    writeExactValues(writer, run);
  }
  bytes.fill(0, start, start + linkBytes);
  const length = writer.at - head;
  bytes[head - 1] = Math.min(length, longLength);
  if (length < longLength) return;
  bytes.copyWithin(head + 4, head, writer.at);
  writer.at += 4;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(head, length, true);
};

/** Reads runs one after the other, or only as much of one as is wanted. */
export class RunReader {
  readonly #reader = new ByteReader();
  readonly #decimals: DecimalsOfShape;
  #end = 0;
  #head = 0;

  constructor(decimals: DecimalsOfShape) {
    this.#decimals = decimals;
  }

  /** Reads which run begins at `at`: all but delay, duration and values. */
  key(bytes: Uint8Array, at: number, base: number, into: RunFields): void {
    const reader = this.#reader.use(bytes, at + linkBytes);
    let length = reader.byte();
    if (length === longLength) {
      length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(reader.at, true);
      reader.at += 4;
    }
    this.#end = reader.at + length;
    const head = (this.#head = reader.byte());
    into.status = head & 3;
    into.checkId = reader.unsigned();
    into.slot = base + reader.signed();
    into.shapeId = reader.unsigned();
    into.locationId = head >> 4 === manyLocations ? reader.unsigned() : head >> 4;
  }

  /** Where the run ends whose key was read last. */
  get end(): number {
    return this.#end;
  }

  /** True when the run whose key was read last was marked as dead. */
  get isDead(): boolean {
    return (this.#head & deadBit) !== 0;
  }

  /** Reads the rest of the run whose key was read last. */
  values(into: RunFields): void {
    const reader = this.#reader;
    const isExact = (this.#head & exactBit) !== 0;
    into.delayMs = isExact ? readExact(reader) : reader.signed();
    into.durationMs = isExact ? readExact(reader) : reader.signed() / powerOf(durationDecimals);
    const decimals = this.#decimals(into.shapeId);
    let count = 0;
    for (; reader.at < this.#end; count++) {
      into.ensure(count + 1);
      into.values[count] = isExact ? readExact(reader) : reader.signed() / powerOf(decimals[count] ?? 0);
    }
    into.count = count;
  }
}

/** Marks the run that begins at `at`. */
export const markDead = (bytes: Uint8Array, at: number): void => {
  const head = at + linkBytes + (bytes[at + linkBytes] === longLength ? 5 : 1);
  bytes[head] = (bytes[head] ?? 0) | deadBit;
};
