import { firstInstant } from "../core/time-zone.ts";

const dateTime = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Epoch ms of `2026-11-22T22:00`, `2026-11-22 22:00:30+09:00` or `2026-11-22` (its first moment). Without an offset
 * it is a wall clock's time in `timezone`: one that comes twice means the first, one that is skipped means the moment of the
 * skip. Absent when the text is not a real date.
 */
export const parseDateTime = (text: string, timezone: string): number | undefined => {
  const found = dateTime.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const isReal =
    new Date(wall).getUTCDate() === day && month <= 12 && hour <= 23 && minute <= 59 && second <= 59;
  if (!isReal) return undefined;
  const zone = found[7];
  return zone === undefined ? firstInstant(wall, timezone) : wall - offsetMinutes(zone) * 60_000;
};

const offsetMinutes = (zone: string): number => {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
};
