import { ByteReader, ByteWriter } from "./bytes.ts";
import { readColumn, writeColumn } from "./column-codec.ts";
import { decimalsOf, maxDecimals, powerOf, scaled } from "./decimal.ts";
import type { RunColumns } from "./run-columns.ts";
import type { DecimalsOfShape } from "./run-fields.ts";

/**
 * Many runs of one check, by columns: version, count, slot (from the block's start), location, status, shape, delay;
 * then for each shape, in the order of its first run, its readings; then duration. The greatest of the readings in
 * milliseconds, which as a rule is the latency, comes last and is expected to be the sum of the others; the duration
 * is expected to be that reading. A column of numbers that are no short decimals is kept as doubles.
 */
const version = 1;
const doubles = maxDecimals + 1;
const millisecondDecimals = 2;

/** Columns in the making, used again for each block. */
class Work {
  whole = new Float64Array(64);
  guess = new Float64Array(64);
  /** By run: what its duration is expected to be. */
  expectedMs = new Float64Array(64);
  sums = new Float64Array(64);
  values = new Float64Array(64);

  ensure(count: number): void {
    if (count <= this.whole.length) return;
    const size = 2 * count;
    this.whole = new Float64Array(size);
    this.guess = new Float64Array(size);
    this.expectedMs = new Float64Array(size);
    this.sums = new Float64Array(size);
    this.values = new Float64Array(size);
  }
}

const work = new Work();
const writer = new ByteWriter();
const reader = new ByteReader();

const guessFrom = (expectedMs: Float64Array, count: number, power: number): Float64Array => {
  for (let index = 0; index < count; index++)
    work.guess[index] = Math.round((expectedMs[index] ?? 0) * power);
  return work.guess;
};

/** The decimals that all of the values need, with `work.whole` filled; `doubles` when there is none. */
const scaleAll = (values: Float64Array, count: number): number => {
  let decimals = 0;
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? 0;
    if (!Number.isNaN(scaled(value, powerOf(decimals)))) continue;
    const more = decimalsOf(value, decimals + 1);
    if (more === undefined) return doubles;
    decimals = more;
  }
  const power = powerOf(decimals);
  for (let index = 0; index < count; index++) {
    const whole = scaled(values[index] ?? 0, power);
    // A large number may have fewer decimals than another one needs.
    if (Number.isNaN(whole)) return doubles;
    work.whole[index] = whole;
  }
  return decimals;
};

const writeDecimals = (values: Float64Array, count: number, expectedMs?: Float64Array): void => {
  writer.ensure(1 + 8 * count);
  const decimals = scaleAll(values, count);
  writer.byte(decimals);
  if (decimals === doubles) for (let index = 0; index < count; index++) writer.double(values[index] ?? 0);
  else writeColumn(writer, work.whole, count, expectedMs && guessFrom(expectedMs, count, powerOf(decimals)));
};

const readDecimals = (values: Float64Array, count: number, expectedMs?: Float64Array): void => {
  const decimals = reader.byte();
  if (decimals === doubles) {
    for (let index = 0; index < count; index++) values[index] = reader.double();
    return;
  }
  const power = powerOf(decimals);
  readColumn(reader, values, count, expectedMs && guessFrom(expectedMs, count, power));
  for (let index = 0; index < count; index++) values[index] = (values[index] ?? 0) / power;
};

/** The runs of one shape, as places in the columns. */
const groupsOf = (runs: RunColumns, places: readonly number[]): ReadonlyMap<number, readonly number[]> => {
  const groups = new Map<number, number[]>();
  for (const at of places) {
    const shapeId = runs.shapeId[at] ?? 0;
    const group = groups.get(shapeId);
    if (group) group.push(at);
    else groups.set(shapeId, [at]);
  }
  return groups;
};

const gather = (runs: RunColumns, group: readonly number[], column: number): Float64Array => {
  for (const [index, at] of group.entries())
    work.values[index] = runs.values[(runs.valuesAt[at] ?? 0) + column] ?? 0;
  return work.values;
};

/** Adds a column of milliseconds to the sums that the latency is expected to be. */
const addTo = (sums: Float64Array, values: Float64Array, count: number): void => {
  for (let index = 0; index < count; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
};

/** The reading in milliseconds with the greatest values, or none. */
const greatestOf = (
  runs: RunColumns,
  group: readonly number[],
  usual: Uint8Array,
  columns: number,
): number => {
  let found = -1;
  let most = -1;
  for (let column = 0; column < columns; column++) {
    if (usual[column] !== millisecondDecimals) continue;
    let sum = 0;
    for (const at of group) sum += Math.abs(runs.values[(runs.valuesAt[at] ?? 0) + column] ?? 0);
    if (sum > most) {
      most = sum;
      found = column;
    }
  }
  return found;
};

/** `slots`, `status`, … of the runs at these places. */
const gatherField = (
  field: Float64Array | Uint8Array,
  places: readonly number[],
  start: number,
): Float64Array => {
  for (const [index, at] of places.entries()) work.values[index] = (field[at] ?? 0) - start;
  return work.values;
};

/** Writes runs whose places are by slot and location. */
export const encodeBlock = (
  runs: RunColumns,
  places: readonly number[],
  start: number,
  decimalsOfShape: DecimalsOfShape,
): Uint8Array => {
  const count = places.length;
  work.ensure(count);
  writer.at = 0;
  writer.ensure(16);
  writer.byte(version);
  writer.unsigned(count);
  writeColumn(writer, gatherField(runs.slot, places, start), count);
  writeColumn(writer, gatherField(runs.locationId, places, 0), count);
  writeColumn(writer, gatherField(runs.status, places, 0), count);
  writeColumn(writer, gatherField(runs.shapeId, places, 0), count);
  writeDecimals(gatherField(runs.delayMs, places, 0), count);
  const expectedOf = new Map<number, number>();
  for (const [shapeId, group] of groupsOf(runs, places)) {
    const first = group[0] ?? 0;
    const columns = (runs.valuesAt[first + 1] ?? 0) - (runs.valuesAt[first] ?? 0);
    const usual = decimalsOfShape(shapeId);
    const last = greatestOf(runs, group, usual, columns);
    writer.ensure(20);
    writer.unsigned(columns);
    writer.unsigned(last + 1);
    work.sums.fill(0, 0, group.length);
    for (let column = 0; column < columns; column++) {
      if (column === last) continue;
      const values = gather(runs, group, column);
      writeDecimals(values, group.length);
      if (usual[column] === millisecondDecimals) addTo(work.sums, values, group.length);
    }
    if (last < 0) continue;
    const values = gather(runs, group, last);
    writeDecimals(values, group.length, work.sums);
    for (const [index, at] of group.entries()) expectedOf.set(at, values[index] ?? 0);
  }
  for (const [index, at] of places.entries()) work.expectedMs[index] = expectedOf.get(at) ?? 0;
  writeDecimals(gatherField(runs.durationMs, places, 0), count, work.expectedMs);
  return writer.taken();
};

/** Adds the runs of a block. */
export const decodeBlock = (
  bytes: Uint8Array,
  start: number,
  decimalsOfShape: DecimalsOfShape,
  into: RunColumns,
): void => {
  reader.use(bytes, 0);
  if (reader.byte() !== version) throw new Error("A block of runs is of a version that is not known");
  const count = reader.unsigned();
  const first = into.length;
  work.ensure(count);
  into.ensure(count);
  const { values } = work;
  readColumn(reader, values, count);
  for (let index = 0; index < count; index++) into.slot[first + index] = start + (values[index] ?? 0);
  for (const field of [into.locationId, into.status, into.shapeId]) {
    readColumn(reader, values, count);
    field.set(values.subarray(0, count), first);
  }
  readDecimals(values, count);
  into.delayMs.set(values.subarray(0, count), first);
  readGroups(into, first, count, decimalsOfShape);
  readDecimals(values, count, work.expectedMs);
  into.durationMs.set(values.subarray(0, count), first);
  into.length = first + count;
};

/** Reads the readings of runs whose shapes are known already. */
const readGroups = (
  into: RunColumns,
  first: number,
  count: number,
  decimalsOfShape: DecimalsOfShape,
): void => {
  // Where the values of each run lie is known once the counts of all shapes are, so they are kept until then.
  const places = Array.from({ length: count }, (_, index) => first + index);
  const groups = [...groupsOf(into, places)].map(([shapeId, group]) => {
    const columns = reader.unsigned();
    const last = reader.unsigned() - 1;
    const usual = decimalsOfShape(shapeId);
    const values = new Float64Array(columns * group.length);
    work.sums.fill(0, 0, group.length);
    for (let index = 0; index < group.length; index++) work.expectedMs[(group[index] ?? 0) - first] = 0;
    const keep = (column: number): void => {
      for (let index = 0; index < group.length; index++)
        values[index * columns + column] = work.values[index] ?? 0;
    };
    for (let column = 0; column < columns; column++) {
      if (column === last) continue;
      readDecimals(work.values, group.length);
      if (usual[column] === millisecondDecimals) addTo(work.sums, work.values, group.length);
      keep(column);
    }
    if (last >= 0) {
      readDecimals(work.values, group.length, work.sums);
      keep(last);
      for (let index = 0; index < group.length; index++)
        work.expectedMs[(group[index] ?? 0) - first] = work.values[index] ?? 0;
    }
    return { group, columns, values };
  });
  for (const { group, columns } of groups) for (const at of group) into.valuesAt[at + 1] = columns;
  for (const at of places) into.valuesAt[at + 1] = (into.valuesAt[at] ?? 0) + (into.valuesAt[at + 1] ?? 0);
  into.ensureValues(into.valuesAt[first + count] ?? 0);
  for (const { group, columns, values } of groups)
    for (const [index, at] of group.entries())
      into.values.set(values.subarray(index * columns, (index + 1) * columns), into.valuesAt[at] ?? 0);
};
