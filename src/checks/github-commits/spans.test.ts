import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../core/day.ts";
import { createDayCalendar, eachDay } from "../github/day-calendar.ts";
import { recentFrom, type Span } from "./progress.ts";
import { addCommits, settlePage, splitSpan, splitVerify } from "./spans.ts";

const today = "2026-11-22";
const zones = ["UTC", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "America/Havana"];
const oid = "1".repeat(40);

/** The days of spans in the order of time; an open one ends today. */
const daysOf = (spans: readonly Span[]): string[] =>
  spans.toReversed().flatMap(({ from, to = today }) => eachDay(from, to));

const shownDay = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    at,
  );

describe("addCommits", () => {
  it("puts each commit into the day that Intl shows for it", () => {
    const moment = fc
      .integer({ min: Date.UTC(2026, 9, 20) / 1000, max: Date.UTC(2026, 10, 10) / 1000 })
      .map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 200 }), fc.constantFrom(...zones), (dates, zone) => {
        const truth: Record<string, number> = {};
        for (const date of dates) truth[shownDay(date, zone)] = (truth[shownDay(date, zone)] ?? 0) + 1;
        const half = dates.length >> 1;
        const calendar = createDayCalendar(zone);
        const counts = addCommits(
          addCommits({}, dates.slice(0, half), calendar),
          dates.slice(half),
          calendar,
        );
        expect(counts).toEqual(truth);
      }),
    );
  });
});

describe("splitSpan", () => {
  it("makes pieces that have every day once, the newest first, only the newest open", () => {
    const days = fc.integer({ min: 1, max: 800 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 50_000 }), fc.boolean(), (length, total, isOpen) => {
        const from = addDays(today, 1 - length);
        const pieces = splitSpan(isOpen ? { from } : { from, to: today }, total, today);
        expect(daysOf(pieces)).toEqual(eachDay(from, today));
        expect(pieces.map(({ to }) => to === undefined)).toEqual(pieces.map((_, at) => isOpen && at === 0));
        if (isOpen && from < recentFrom(today)) expect(pieces[0]).toEqual({ from: recentFrom(today) });
      }),
    );
  });
});

describe("splitVerify", () => {
  it("makes pieces of at most a month, or none", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), (length) => {
        const from = addDays(today, 1 - length);
        const pieces = splitVerify({ from, to: today });
        if (length <= 31) expect(pieces).toEqual([]);
        else expect(daysOf(pieces)).toEqual(eachDay(from, today));
        for (const piece of pieces) expect(daysOf([piece]).length).toBeLessThanOrEqual(31);
      }),
    );
  });
});

describe("settlePage", () => {
  const surroundings = { calendar: createDayCalendar("Asia/Tokyo"), today, oid };
  const at = (text: string) => Date.parse(text);

  it("counts a span whose last page was read, days without commits as zero", () => {
    const page = { total: 2, dates: [at("2026-11-20T14:59:59Z"), at("2026-11-20T15:00:00Z")] };
    const settled = settlePage({ from: "2026-11-19", to: "2026-11-21" }, page, surroundings);
    expect(settled).toEqual({
      kind: "counted",
      counts: { "2026-11-19": 0, "2026-11-20": 1, "2026-11-21": 1 },
      isAhead: false,
    });
  });

  it("goes on where the page before ended", () => {
    const span = { from: "2026-11-20", to: "2026-11-20" };
    const first = settlePage(
      span,
      { total: 2, dates: [at("2026-11-19T20:00:00Z")], next: "c1" },
      surroundings,
    );
    expect(first).toEqual({
      kind: "left",
      spans: [{ ...span, oid, after: "c1", counts: { "2026-11-20": 1 } }],
    });
    const [left] = first.kind === "left" ? first.spans : [];
    expect(
      settlePage(left ?? span, { total: 2, dates: [at("2026-11-19T20:00:01Z")] }, surroundings),
    ).toMatchObject({
      counts: { "2026-11-20": 2 },
    });
  });

  it("splits a span with more than two pages", () => {
    const dates = Array.from({ length: 100 }, (_, n) => at("2026-11-01T00:00:00Z") + n * 1000);
    const settled = settlePage({ from: "2026-01-01" }, { total: 1000, dates, next: "c1" }, surroundings);
    expect(settled.kind === "left" && settled.spans.length).toBe(14);
  });

  it("takes nothing from pages that disagree with the total, or hold other days", () => {
    const dates = [at("2026-11-19T20:00:00Z")];
    const span = { from: "2026-11-20", to: "2026-11-20" };
    expect(settlePage(span, { total: 2, dates }, surroundings)).toEqual({ kind: "uneven" });
    expect(settlePage({ from: "2026-11-21" }, { total: 1, dates }, surroundings)).toEqual({ kind: "uneven" });
  });

  it("says when there are commits of days to come, and does not count them", () => {
    const page = { total: 1, dates: [at("2026-11-24T00:00:00Z")] };
    expect(settlePage({ from: today }, page, surroundings)).toEqual({
      kind: "counted",
      counts: { [today]: 0 },
      isAhead: true,
    });
  });
});
