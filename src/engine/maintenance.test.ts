import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MaintenanceWindow } from "../core/config.ts";
import { maintenanceAt, maxCronWindowMs, maxOnceWindowMs } from "./maintenance.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const check = { id: "orders", group: "shop" };
const t = (iso: string): number => Date.parse(iso);
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace(":00.000Z", "Z");

const once = (from: number, until: number, checks: readonly string[] = []): MaintenanceWindow => ({
  id: "once",
  title: "Once",
  checks,
  when: { kind: "once", from, until },
});
const cron = (expression: string, timezone: string, durationMs: number): MaintenanceWindow => ({
  id: expression,
  title: expression,
  checks: [],
  when: { kind: "cron", cron: expression, timezone, durationMs },
});

/** The occurrences that begin in a range, found by following `nextChangeAt` like the engine does. */
const occurrences = (window: MaintenanceWindow, from: string, to: string): readonly string[] => {
  const found: string[] = [];
  for (let at: number | undefined = t(from); at !== undefined && at < t(to);) {
    const answer = maintenanceAt([window], check, at);
    if (answer.active) found.push(`${iso(at)} to ${iso(answer.until)}`);
    at = answer.nextChangeAt;
  }
  return found;
};

describe("which checks a window concerns", () => {
  it.each([
    [[], true],
    [["orders"], true],
    [["shop"], true],
    [["order", "SHOP", "other"], false],
  ])("names %j: %s", (names, active) => {
    expect(maintenanceAt([once(0, 10, names)], check, 5).active).toBe(active);
  });

  it("does not take a missing group for a name", () => {
    expect(maintenanceAt([once(0, 10, ["undefined"])], { id: "orders" }, 5)).toEqual({ active: false });
  });
});

describe("one window", () => {
  it("begins at its first moment and is over at its end", () => {
    const windows = [once(100, 200)];
    expect(maintenanceAt(windows, check, 99)).toEqual({ active: false, nextChangeAt: 100 });
    expect(maintenanceAt(windows, check, 100)).toMatchObject({ active: true, until: 200, nextChangeAt: 200 });
    expect(maintenanceAt(windows, check, 199).active).toBe(true);
    expect(maintenanceAt(windows, check, 200)).toEqual({ active: false });
  });

  it("begins at its first moment by cron too", () => {
    const window = cron("0 2 * * *", "UTC", hourMs);
    const start = t("2026-05-05T02:00Z");
    expect(maintenanceAt([window], check, start - 1)).toEqual({ active: false, nextChangeAt: start });
    expect(maintenanceAt([window], check, start)).toMatchObject({ active: true, until: start + hourMs });
    expect(maintenanceAt([window], check, start + hourMs)).toEqual({
      active: false,
      nextChangeAt: start + 24 * hourMs,
    });
  });

  it("never begins when it has no length", () => {
    const windows = [once(100, 100), once(100, 50), cron("* * * * *", "UTC", 0)];
    expect(maintenanceAt(windows, check, 60_000)).toEqual({ active: false });
    expect(maintenanceAt(windows, check, 0)).toEqual({ active: false });
  });

  it("never comes when its date does not exist", () => {
    expect(maintenanceAt([cron("0 0 30 2 *", "Asia/Tokyo", hourMs)], check, t("2026-01-01T00:00Z"))).toEqual({
      active: false,
    });
  });

  it("ends by itself at the hard maximum", () => {
    const from = t("2026-01-01T00:00Z");
    expect(maintenanceAt([once(from, from + 365 * 24 * hourMs)], check, from).until).toBe(
      from + maxOnceWindowMs,
    );
    const yearly = cron("0 0 1 1 *", "UTC", 90 * 24 * hourMs);
    expect(maintenanceAt([yearly], check, from).until).toBe(from + maxCronWindowMs);
  });
});

describe("several windows", () => {
  it("are a union: overlapping and touching ones end together", () => {
    const windows = [once(100, 200), once(150, 300), once(300, 400), once(500, 600)];
    expect(maintenanceAt(windows, check, 160)).toEqual({
      active: true,
      until: 400,
      window: windows[1],
      nextChangeAt: 400,
    });
    expect(maintenanceAt(windows, check, 450)).toEqual({ active: false, nextChangeAt: 500 });
  });

  it("give an answer in bounded time when they never end", () => {
    const now = t("2026-01-01T00:00:30Z");
    const { active, until } = maintenanceAt([cron("* * * * *", "UTC", 5 * minuteMs)], check, now);
    expect(active).toBe(true);
    expect(until).toBeGreaterThan(now);
    expect(until).toBeLessThanOrEqual(now + 500 * minuteMs);
  });
});

describe("nights on which the clock changes", () => {
  it.each([
    ["Europe/Berlin", "2026-03-29", "2026-03-29T01:00Z to 2026-03-29T02:00Z"],
    ["America/New_York", "2026-03-08", "2026-03-08T07:00Z to 2026-03-08T08:00Z"],
  ])("%s %s: a start at the skipped 02:30 takes place when the gap is over", (zone, day, expected) => {
    const window = cron("30 2 * * *", zone, hourMs);
    expect(occurrences(window, `${day}T00:00Z`, `${day}T12:00Z`)).toEqual([expected]);
  });

  it("keeps a start of a list that falls into the gap", () => {
    expect(
      occurrences(cron("30 2,14 * * *", "Europe/Berlin", hourMs), "2026-03-29T00:00Z", "2026-03-29T20:00Z"),
    ).toEqual(["2026-03-29T01:00Z to 2026-03-29T02:00Z", "2026-03-29T12:30Z to 2026-03-29T13:30Z"]);
  });

  it("counts the duration as elapsed time through the gap", () => {
    expect(
      occurrences(cron("30 1 * * *", "Europe/Berlin", 2 * hourMs), "2026-03-29T00:00Z", "2026-03-29T12:00Z"),
    ).toEqual(["2026-03-29T00:30Z to 2026-03-29T02:30Z"]);
  });

  it.each([
    ["Europe/Berlin", "2026-10-25", "2026-10-25T00:30Z to 2026-10-25T01:30Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T05:30Z to 2026-11-01T06:30Z"],
  ])("%s %s: a start at a time that comes twice takes place once, the first time", (zone, day, expected) => {
    const expression = zone === "Europe/Berlin" ? "30 2 * * *" : "30 1 * * *";
    const window = cron(expression, zone, hourMs);
    expect(occurrences(window, `${day}T00:00Z`, `${day}T12:00Z`)).toEqual([expected]);
  });

  it("takes repeated steps twice and leaves out skipped ones", () => {
    const halfHours = cron("*/30 2 * * *", "Europe/Berlin", 10 * minuteMs);
    expect(occurrences(halfHours, "2026-03-29T00:00Z", "2026-03-29T12:00Z")).toEqual([]);
    expect(occurrences(halfHours, "2026-10-25T00:00Z", "2026-10-25T12:00Z")).toEqual([
      "2026-10-25T00:00Z to 2026-10-25T00:10Z",
      "2026-10-25T00:30Z to 2026-10-25T00:40Z",
      "2026-10-25T01:00Z to 2026-10-25T01:10Z",
      "2026-10-25T01:30Z to 2026-10-25T01:40Z",
    ]);
  });
});

describe("against the definition", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 40 }));

  it("is active exactly inside a window, and the answer holds until nextChangeAt", () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), fc.integer({ min: 0, max: 250 }), (spans, now) => {
        const windows = spans.map(([from, length]) => once(from, from + length));
        const inside = (at: number) => spans.some(([from, length]) => from <= at && at < from + length);
        const answer = maintenanceAt(windows, check, now);
        expect(answer.active).toBe(inside(now));
        expect(answer.until).toBe(answer.active ? answer.nextChangeAt : undefined);
        const end = answer.nextChangeAt ?? 300;
        for (let at = now; at < end; at++) expect(inside(at)).toBe(answer.active);
        expect(inside(end)).toBe(answer.nextChangeAt !== undefined && !answer.active);
      }),
    );
  });

  it("gives by cron what the same dates give one by one, in any zone", () => {
    const zones = fc.constantFrom("UTC", "Asia/Tokyo", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia");
    const start = t("2026-06-01T00:00Z");
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 0, max: 24 * 60 }),
        (zone, minute, length, after) => {
          const hourly = cron(`${minute} * * * *`, zone, length * minuteMs);
          const offset = zone === "Asia/Kolkata" || zone === "America/St_Johns" ? 30 : 0;
          const dates = Array.from({ length: 130 }, (_, hour) => {
            const from = start + (hour - 2) * hourMs + ((minute + offset) % 60) * minuteMs;
            return once(from, from + length * minuteMs);
          });
          const now = start + after * minuteMs;
          const byCron = maintenanceAt([hourly], check, now);
          const byDate = maintenanceAt(dates, check, now);
          expect(byCron.active).toBe(byDate.active);
          expect(byCron.until).toBe(byDate.until);
          expect(byCron.nextChangeAt).toBe(byDate.nextChangeAt);
        },
      ),
      { numRuns: 60 },
    );
  });
});
