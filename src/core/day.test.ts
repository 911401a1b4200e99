import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf, timeOfDay } from "./day.ts";
import { nextDay, startOfDay } from "./time-zone.ts";

const zones = [
  "UTC",
  "Asia/Tokyo",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Havana",
  "Asia/Beirut",
  "Africa/Cairo",
  "Europe/Berlin",
  "Pacific/Chatham",
];
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2060, 0, 1) });
const shownIn = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);

describe("days as texts", () => {
  it("is the date that the wall clock first shows when the day begins, for all of the day", () => {
    fc.assert(
      fc.property(instant, zone, (at, where) => {
        const day = dayOf(at, where);
        expect(shownIn(startOfDay(at, where), where)).toMatch(new RegExp(`^${day} `));
        expect(dayOf(startOfDay(at, where), where)).toBe(day);
        expect(dayOf(nextDay(at, where) - 1, where)).toBe(day);
        expect(dayOf(nextDay(at, where), where)).toBe(addDays(day, 1));
      }),
    );
  });

  it.each([
    ["2026-02-28", 1, "2026-03-01"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2026-01-01", -7, "2025-12-25"],
  ])("%s and %i days is %s", (day, days, expected) => expect(addDays(day, days)).toBe(expected));
});

describe("timeOfDay", () => {
  it.each([
    ["an ordinary day", "2026-07-01T00:00Z", 21 * 60, "Asia/Tokyo", "2026-07-01T12:00Z"],
    ["a skipped time, when it is skipped", "2026-03-08T12:00Z", 150, "America/New_York", "2026-03-08T07:00Z"],
    ["a time that comes twice, the first", "2026-11-01T12:00Z", 90, "America/New_York", "2026-11-01T05:30Z"],
    ["after clocks went ahead", "2026-03-08T12:00Z", 21 * 60, "America/New_York", "2026-03-09T01:00Z"],
    ["midnight that is skipped", "2018-11-04T12:00Z", 0, "America/Sao_Paulo", "2018-11-04T03:00Z"],
  ])("%s", (_what, at, minutes, where, expected) => {
    expect(timeOfDay(Date.parse(at), minutes, where)).toBe(Date.parse(expected));
  });

  it("lies in the day, and shows that time or one behind a skip", () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 0, max: 1439 }), (at, where, minutes) => {
        const due = timeOfDay(at, minutes, where);
        expect(due).toBeGreaterThanOrEqual(startOfDay(at, where));
        expect(due).toBeLessThanOrEqual(nextDay(at, where));
        const wanted = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
        const [day = "", time = ""] = shownIn(due, where).split(" ");
        expect(`${day} ${time}` >= `${dayOf(at, where)} ${wanted}`).toBe(true);
        expect(shownIn(due - 60_000, where) < `${dayOf(at, where)} ${wanted}`).toBe(true);
      }),
    );
  });
});
