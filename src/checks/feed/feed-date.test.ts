import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFeedDate } from "./feed-date.ts";

const iso = (text: string) => {
  const at = parseFeedDate(text);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe("parseFeedDate", () => {
  it.each([
    ["Sat, 21 Nov 2026 10:00:00 +0900", "2026-11-21T01:00:00.000Z"],
    ["Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T10:00:00.000Z"],
    ["21 Nov 26 10:00 EST", "2026-11-21T15:00:00.000Z"],
    ["Saturday, 21-Nov-2026 10:00:00 UT", "2026-11-21T10:00:00.000Z"],
    ["Sat, 1 November 2026 9:05:00 JST", "2026-11-01T00:05:00.000Z"],
    ["Sat, 21 Nov 2026 10:00:00 +0000 (UTC)", "2026-11-21T10:00:00.000Z"],
    ["Sat, 21 Nov 2026 10:00:00", "2026-11-21T10:00:00.000Z"],
    ["21 Nov 2026", "2026-11-21T00:00:00.000Z"],
    ["2026-11-21T10:00:00.123+09:00", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21T10:00:00", "2026-11-21T10:00:00.000Z"],
    ["2026-11-21 10:00:00 +0900", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2026-11", "2026-11-01T00:00:00.000Z"],
    [" 2026-11-21t10:00z ", "2026-11-21T10:00:00.000Z"],
    ["2026-06-30T23:59:60Z", "2026-07-01T00:00:00.000Z"],
  ])("reads %s", (text, expected) => expect(iso(text)).toBe(expected));

  it.each([
    "",
    "now",
    "2026-02-30",
    "31 Apr 2026",
    "2026-13-01",
    "12 Foo 2026",
    "2026-11-21T25:00Z",
    "10:00",
    "1960-01-01",
  ])("finds no date in %j", (text) => expect(parseFeedDate(text)).toBeUndefined());

  it("agrees with the platform wherever a zone is written", () => {
    const date = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (moment) => {
        const seconds = Math.floor(moment.getTime() / 1000) * 1000;
        expect(parseFeedDate(moment.toISOString())).toBe(seconds);
        expect(parseFeedDate(moment.toUTCString())).toBe(seconds);
      }),
    );
  });

  it("never throws, and takes no time", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseFeedDate(text)));
    const began = performance.now();
    for (const text of ["1 ".repeat(1e5), "a".repeat(1e5), `21 nov${"x".repeat(1e5)}`, `${" ".repeat(1e5)}x`])
      parseFeedDate(text);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
