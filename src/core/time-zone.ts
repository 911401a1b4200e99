/**
 * Where days begin and end in an IANA time zone, by the zone data that Intl carries. Days partition time: each
 * instant belongs to one day, and a day ends where the next one begins, also where clocks change at midnight.
 */

/** Whether this machine's time zone data knows the IANA name. */
export const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

const dayMs = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterFor = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(zone, formatter);
  return formatter;
};

/** What the wall clock shows at an instant, as if it were UTC: whole seconds in epoch ms. */
export const wallClock = (at: number, zone: string): number => {
  const shown: Record<string, number> = {};
  for (const part of formatterFor(zone).formatToParts(at)) shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const offset = (at: number, zone: string): number => {
  const wholeSecond = Math.floor(at / 1000) * 1000;
  return wallClock(wholeSecond, zone) - wholeSecond;
};

/** The first instant in (low, high] with another offset than at `low`. */
const transition = (low: number, high: number, zone: string): number => {
  const before = offset(low, zone);
  let [first, last] = [low, high];
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2);
    if (offset(middle, zone) === before) first = middle;
    else last = middle;
  }
  return last;
};

/**
 * The first instant at which the zone's wall clock shows `wall` (written as if it were UTC, epoch ms, whole
 * seconds); where that time was skipped, the instant of the skip.
 * @throws {RangeError} for a zone that is not an IANA name
 */
export const firstInstant = (wall: number, zone: string): number => {
  const before = offset(wall - dayMs, zone);
  const after = offset(wall + dayMs, zone);
  for (const at of [wall - Math.max(before, after), wall - Math.min(before, after)])
    if (wallClock(at, zone) === wall) return at;
  return transition(wall - after, wall - before, zone);
};

const midnightOf = (at: number, zone: string): number => Math.floor(wallClock(at, zone) / dayMs) * dayMs;

/**
 * The beginning of the day that `at` (epoch ms) lies in, epoch ms.
 * @throws {RangeError} for a zone that is not an IANA name
 */
export const startOfDay = (at: number, zone: string): number => {
  const midnight = midnightOf(at, zone);
  // Where clocks go back over midnight, the new date is seen twice: it began the first time.
  const next = firstInstant(midnight + dayMs, zone);
  return next <= at ? next : firstInstant(midnight, zone);
};

/**
 * The beginning of the day after the one that `at` lies in: 23 to 25 hours after its start, as clocks change.
 * @throws {RangeError} for a zone that is not an IANA name
 */
export const nextDay = (at: number, zone: string): number => {
  const midnight = midnightOf(at, zone);
  const next = firstInstant(midnight + dayMs, zone);
  return next <= at ? firstInstant(midnight + 2 * dayMs, zone) : next;
};
