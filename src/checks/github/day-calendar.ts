import { addDays } from "../../core/day.ts";
import type { Day } from "../../core/ledger.ts";
import { firstInstant } from "../../core/time-zone.ts";

const dayMs = 86_400_000;

const midnightUtc = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

const utcDayAt = (at: number): Day => new Date(at).toISOString().slice(0, 10);

/** How many days from `from` until before `to`. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((midnightUtc(to) - midnightUtc(from)) / dayMs);

/** `from`, and each day after it until `to`, which is the last. */
export const eachDay = (from: Day, to: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, after) => addDays(from, after));

/** Days as one time zone cuts them. */
export interface DayCalendar {
  /** The first instant of a day, epoch ms. A day that the zone skipped begins where the next one does. */
  startOf(day: Day): number;
  /** The day that an instant (epoch ms) belongs to. */
  dayAt(at: number): Day;
}

/**
 * Says what `dayOf` says, and remembers where days begin, so that thousands of instants are put into days cheaply. Made
 * once per run.
 * @throws {RangeError} from its methods, for a zone that is not an IANA name
 */
export const createDayCalendar = (zone: string): DayCalendar => {
  const starts = new Map<Day, number>();
  const startOf = (day: Day): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = firstInstant(midnightUtc(day), zone);
    starts.set(day, start);
    return start;
  };
  return {
    startOf,
    dayAt: (at) => {
      // No zone is further than a day from UTC: the day is that of UTC, or a neighbour.
      let day = addDays(utcDayAt(at), 1);
      while (startOf(day) > at) day = addDays(day, -1);
      return day;
    },
  };
};
