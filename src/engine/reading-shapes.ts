import type { Reading } from "../core/outcome.ts";

/** The names and units of a list of readings. */
export type ReadingShape = readonly Pick<Reading, "name" | "unit">[];

/** Checks of a kind give the same readings in the same order: one shape, by its number, serves them all. */
export class ReadingShapes {
  readonly #shapes: ReadingShape[] = [];
  readonly #numbers = new Map<string, number>();

  at(number: number): ReadingShape {
    return this.#shapes[number] ?? [];
  }

  /** The number of the readings' shape; `before` is tried first. */
  number(readings: readonly Reading[], before: number): number {
    if (this.#shapes[before] && isOfShape(readings, this.#shapes[before])) return before;
    const key = readings.map(({ name, unit }) => `${name}\0${unit}`).join("\0");
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#shapes.push(readings.map(({ name, unit }) => ({ name, unit }))) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

const isOfShape = (readings: readonly Reading[], shape: ReadingShape): boolean => {
  if (readings.length !== shape.length) return false;
  for (let index = 0; index < readings.length; index++)
    if (readings[index]?.name !== shape[index]?.name || readings[index]?.unit !== shape[index]?.unit)
      return false;
  return true;
};
