import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf } from "../../core/day.ts";
import { createDayCalendar, daysBetween, eachDay } from "./day-calendar.ts";

const zones = [
  "UTC",
  "Asia/Tokyo",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "America/Sao_Paulo",
  "America/Havana",
];

/** The date that Intl shows: what people in that zone call the day. */
const shownDay = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    at,
  );

const instants = fc
  .integer({ min: Date.UTC(2005, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 })
  .map((seconds) => seconds * 1000);

describe("createDayCalendar", () => {
  it("puts every instant into the day that its zone shows", () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (at, zone) => {
        const calendar = createDayCalendar(zone);
        const day = calendar.dayAt(at);
        expect(day).toBe(shownDay(at, zone));
        expect(day).toBe(dayOf(at, zone));
        expect(calendar.startOf(day)).toBeLessThanOrEqual(at);
        expect(calendar.startOf(addDays(day, 1))).toBeGreaterThan(at);
      }),
      { numRuns: 1000 },
    );
  });

  it("begins a day in Tokyo at 15:00 UTC, and in New York later after the clocks went back", () => {
    expect(createDayCalendar("Asia/Tokyo").startOf("2026-11-22")).toBe(Date.UTC(2026, 10, 21, 15));
    const newYork = createDayCalendar("America/New_York");
    expect(newYork.startOf("2026-11-01")).toBe(Date.UTC(2026, 10, 1, 4));
    expect(newYork.startOf("2026-11-02")).toBe(Date.UTC(2026, 10, 2, 5));
    expect(newYork.startOf("2026-03-09") - newYork.startOf("2026-03-08")).toBe(23 * 3_600_000);
  });

  it("gives a skipped day no instant", () => {
    const apia = createDayCalendar("Pacific/Apia");
    expect(apia.startOf("2011-12-30")).toBe(apia.startOf("2011-12-31"));
    expect(apia.dayAt(apia.startOf("2011-12-31"))).toBe("2011-12-31");
  });
});

describe("days", () => {
  it("are counted over months and leap years", () => {
    expect(daysBetween("2027-11-22", "2028-11-22")).toBe(366);
    expect(eachDay("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(eachDay("2026-03-02", "2026-03-01")).toEqual([]);
  });
});
