import type { Day } from "./ledger.ts";
import { firstInstant, nextDay, startOfDay, wallClock } from "./time-zone.ts";

const dayMs = 86_400_000;

const dayText = (wall: number): Day => new Date(wall).toISOString().slice(0, 10);

/**
 * The day of a time zone that an instant (epoch ms) lies in.
 * @throws {RangeError} for a zone that is not an IANA name
 */
export const dayOf = (at: number, zone: string): Day => dayText(wallClock(startOfDay(at, zone), zone));

/** The day so many days later, or earlier for a negative number. */
export const addDays = (day: Day, days: number): Day =>
  dayText(Date.parse(`${day}T00:00:00Z`) + days * dayMs);

/**
 * When the wall clock of a zone first shows a time of day (minutes after midnight) on the day that `at` lies in; where
 * clocks skip that time, when they do. Epoch ms, within the day.
 * @throws {RangeError} for a zone that is not an IANA name
 */
export const timeOfDay = (at: number, minutes: number, zone: string): number => {
  const begins = startOfDay(at, zone);
  const wall = Math.floor(wallClock(begins, zone) / dayMs) * dayMs + minutes * 60_000;
  return Math.min(Math.max(begins, firstInstant(wall, zone)), nextDay(at, zone));
};
