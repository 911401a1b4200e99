/*
 * What the engine keeps about every check lies in columns: typed arrays with one place per check. A column grows by
 * half, so that taking on one check more rarely copies, and little of it lies empty.
 */

const roomFor = (length: number): number => Math.max(64, Math.ceil(length * 1.5));

/** The column itself when it has `length` places, otherwise a longer one with the same content. */
export const grownFloats = (column: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
  if (length <= column.length) return column;
  const longer = new Float64Array(roomFor(length));
  longer.set(column);
  return longer;
};

/** The same for whole numbers; new places hold `fill`. */
export const grownInts = (
  column: Int32Array<ArrayBuffer>,
  length: number,
  fill = 0,
): Int32Array<ArrayBuffer> => {
  if (length <= column.length) return column;
  const longer = new Int32Array(roomFor(length)).fill(fill, column.length);
  longer.set(column);
  return longer;
};
