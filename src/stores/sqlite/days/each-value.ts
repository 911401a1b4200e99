import type { Dictionary } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import type { ReadingQuery } from "./reading-days.ts";

/** Calls `found` with each value of a reading in the range, from the runs. */
export const eachValue = (
  history: RunHistory,
  names: Dictionary,
  { checkId, readingId, from, to }: ReadingQuery,
  found: (slot: number, value: number) => void,
): void => {
  // Nearly all runs of a check have one shape: where it has the reading is looked up once.
  let lastShape = -1;
  let places: readonly number[] = [];
  history.visit(checkId, from, to, (slot, _status, _location, shapeId, values) => {
    if (shapeId !== lastShape) {
      places = names.shape(shapeId).flatMap(({ id }, place) => (id === readingId ? [place] : []));
      lastShape = shapeId;
    }
    for (const place of places) {
      const value = values[place];
      if (value !== undefined) found(slot, value);
    }
  });
};
