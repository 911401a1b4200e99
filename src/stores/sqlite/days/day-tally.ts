import { addToSketch, emptySketch, type Sketch } from "../../../core/sketch.ts";
import type { Dictionary } from "../dictionary.ts";
import { hourOf, mostHours, type Span } from "./calendar.ts";
import { createHourExtents, type HourExtents } from "./hour-columns.ts";

/** One reading over a day. */
export interface ReadingTally {
  readonly readingId: number;
  readonly hours: HourExtents;
  readonly sketch: Sketch;
}

/** A check's day while its runs are visited. */
export interface DayTally {
  readonly day: Span;
  /** One column of hours per status number. */
  readonly statuses: readonly Float64Array[];
  readonly readings: ReadonlyMap<number, ReadingTally>;
  add(slot: number, status: number, shapeId: number, values: ArrayLike<number>): void;
}

export const statusCount = 4;

const addValue = ({ hours, sketch }: ReadingTally, hour: number, value: number): void => {
  const { counts, min, max, sum } = hours;
  const count = counts[hour] ?? 0;
  if (count === 0 || value < (min[hour] ?? 0)) min[hour] = value;
  if (count === 0 || value > (max[hour] ?? 0)) max[hour] = value;
  counts[hour] = count + 1;
  sum[hour] = (sum[hour] ?? 0) + value;
  addToSketch(sketch, value);
};

export const createDayTally = (names: Dictionary, day: Span): DayTally => {
  const statuses = Array.from({ length: statusCount }, () => new Float64Array(mostHours));
  const readings = new Map<number, ReadingTally>();
  const tallyOf = (readingId: number): ReadingTally => {
    const known = readings.get(readingId);
    if (known) return known;
    const tally = { readingId, hours: createHourExtents(), sketch: emptySketch() };
    readings.set(readingId, tally);
    return tally;
  };
  // Nearly all runs of a check have one shape: its tallies are looked up once.
  let lastShape = -1;
  let tallies: readonly ReadingTally[] = [];
  return {
    day,
    statuses,
    readings,
    add: (slot, status, shapeId, values) => {
      const hour = hourOf(day.start, slot);
      const column = statuses[status];
      if (column) column[hour] = (column[hour] ?? 0) + 1;
      if (shapeId !== lastShape) {
        tallies = names.shape(shapeId).map(({ id }) => tallyOf(id));
        lastShape = shapeId;
      }
      for (let index = 0; index < tallies.length; index++) {
        const [tally, value] = [tallies[index], values[index]];
        if (tally && value !== undefined) addValue(tally, hour, value);
      }
    },
  };
};
