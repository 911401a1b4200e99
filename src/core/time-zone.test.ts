import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextDay, startOfDay } from "./time-zone.ts";

const hourMs = 3_600_000;

/** Clocks that change by an hour, half an hour, at midnight, by a whole day, or never. */
const zones = [
  "UTC",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Havana",
  "Asia/Beirut",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Europe/Berlin",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kwajalein",
];

const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2060, 0, 1) });
const place = fc.constantFrom(...zones);

const dateIn = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);

const iso = (at: number): string => new Date(at).toISOString().replace(/:00.000Z$/, "Z");

describe("days of a time zone", () => {
  it.each([
    ["2026-07-01T14:59:59Z", "Asia/Tokyo", "2026-06-30T15:00Z", "2026-07-01T15:00Z"],
    ["2026-07-01T15:00:00Z", "Asia/Tokyo", "2026-07-01T15:00Z", "2026-07-02T15:00Z"],
    ["2026-07-01T12:00:00Z", "UTC", "2026-07-01T00:00Z", "2026-07-02T00:00Z"],
    ["2026-07-01T12:00:00Z", "Asia/Kathmandu", "2026-06-30T18:15Z", "2026-07-01T18:15Z"],
    ["2026-03-08T12:00:00Z", "America/New_York", "2026-03-08T05:00Z", "2026-03-09T04:00Z"],
    ["2026-11-01T12:00:00Z", "America/New_York", "2026-11-01T04:00Z", "2026-11-02T05:00Z"],
    ["2026-04-05T00:00:00Z", "Australia/Lord_Howe", "2026-04-04T13:00Z", "2026-04-05T13:30Z"],
    // Midnight does not exist: the day begins at 01:00.
    ["2018-11-04T12:00:00Z", "America/Sao_Paulo", "2018-11-04T03:00Z", "2018-11-05T02:00Z"],
    // Midnight comes twice: the day begins with the first.
    ["2026-11-01T04:30:00Z", "America/Havana", "2026-11-01T04:00Z", "2026-11-02T05:00Z"],
    // Clocks went back from 00:01 to 23:01: the new date had begun.
    ["2010-11-07T02:45:00Z", "America/St_Johns", "2010-11-07T02:30Z", "2010-11-08T03:30Z"],
    // Samoa left out 30 December 2011.
    ["2011-12-30T09:59:00Z", "Pacific/Apia", "2011-12-29T10:00Z", "2011-12-30T10:00Z"],
    ["2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-30T10:00Z", "2011-12-31T10:00Z"],
  ])("%s in %s lies between %s and %s", (at, zone, start, next) => {
    expect(iso(startOfDay(Date.parse(at), zone))).toBe(start);
    expect(iso(nextDay(Date.parse(at), zone))).toBe(next);
  });

  it("partition time", () => {
    fc.assert(
      fc.property(instant, place, (at, zone) => {
        const start = startOfDay(at, zone);
        const next = nextDay(at, zone);
        expect(start).toBeLessThanOrEqual(at);
        expect(next).toBeGreaterThan(at);
        for (const inside of [start, next - 1]) {
          expect(startOfDay(inside, zone)).toBe(start);
          expect(nextDay(inside, zone)).toBe(next);
        }
        expect(startOfDay(next, zone)).toBe(next);
        expect(startOfDay(start - 1, zone)).toBeLessThan(start);
        expect(nextDay(start - 1, zone)).toBe(start);
      }),
    );
  });

  it("begin where the date changes and last 23 to 25 hours", () => {
    fc.assert(
      fc.property(instant, place, (at, zone) => {
        const start = startOfDay(at, zone);
        expect(dateIn(start - 1, zone)).not.toBe(dateIn(start, zone));
        const hours = (nextDay(at, zone) - start) / hourMs;
        expect(hours).toBeGreaterThanOrEqual(23);
        expect(hours).toBeLessThanOrEqual(25);
      }),
    );
  });

  it("refuse a zone that does not exist", () => {
    expect(() => startOfDay(0, "Mars/Olympus")).toThrow(RangeError);
  });
});
