import { beforeEach, describe, expect, it } from "vitest";
import { dayValue } from "../../../../test/contracts/store-ledger.ts";
import { batch } from "../../../../test/contracts/store-samples.ts";
import {
  createFakeLookout,
  noOverlays,
  sampleConfig,
  sampleRun,
  sampleState,
  type FakeLookout,
} from "../../../../test/support/fake-lookout.ts";
import { createManualClock } from "../../../../test/support/manual-clock.ts";
import { personalSite } from "../../../../test/support/personal-page.ts";
import { sampleCheck } from "../../../../test/support/sample-check.ts";
import { addDays } from "../../../core/day.ts";
import type { Unit } from "../../../core/outcome.ts";
import type { SeriesWidget, Widget } from "../../../core/page.ts";
import { createMemoryStore } from "../../../stores/memory/store.ts";
import type { DataOf, WidgetData, WidgetView } from "../../page-schemas.ts";
import { findWidget, numbersView, oneWidget } from "./numbers-page.ts";

const [hourMs, dayMs] = [3_600_000, 86_400_000];
/** Seven in the morning of 22 November in Tokyo. */
const now = Date.parse("2026-11-21T22:00:00Z");
const today = "2026-11-22";

let lookout: FakeLookout;
const clock = createManualClock(now);
beforeEach(() => {
  lookout = createFakeLookout({ clock, store: createMemoryStore() });
  lookout.shows.checks = ["own", "other"].map((id) => ({
    check: sampleCheck({ id, title: id, everyMs: hourMs }),
    state: sampleState({ since: now }),
    overlays: noOverlays,
    lastRunAt: now,
  }));
});

const look = (widget: Widget): Promise<WidgetView> => oneWidget({ lookout, clock }, widget);

/** What a widget shows, of the kind that is expected. */
const dataOf = async <Kind extends WidgetData["kind"]>(kind: Kind, widget: Widget): Promise<DataOf<Kind>> => {
  const { data } = await look(widget);
  expect(data.kind).toBe(kind);
  return data as DataOf<Kind>;
};

const widget = (
  type: SeriesWidget["type"],
  reading: string,
  days: number,
  change: object = {},
): SeriesWidget => ({
  id: "w",
  type,
  series: { check: "own", reading },
  rangeMs: days * dayMs,
  value: "mean",
  ...change,
});

const write = (reading: string, values: readonly (number | null)[], open = 0, part = "") =>
  lookout.store.ledger.of("own").write({
    days: values.flatMap((value, index) => {
      const back = values.length - 1 - index;
      if (value === null) return [];
      return [dayValue({ reading, part, day: addDays(today, -back), value, provisional: back < open })];
    }),
  });

const found = (readings: readonly [string, number, Unit][], at: number) =>
  sampleRun({
    checkId: "own",
    slot: at,
    startedAt: at,
    outcome: {
      status: "up",
      readings: readings.map(([name, value, unit]) => ({ name, value, unit })),
      judgements: [],
    },
  });

describe("days", () => {
  it("that nobody fetched are gaps, and those that may change say so", async () => {
    await write("views", [4, null, 0, 2], 2);
    expect(await dataOf("days", widget("bars", "views", 5))).toEqual({
      kind: "days",
      from: "2026-11-18",
      values: [null, 4, null, 0, 2],
      provisional: [3, 4],
      adds: true,
    });
  });

  it("of unique visitors never add up", async () => {
    await write("views_uniques", [4, 5]);
    expect(await dataOf("days", widget("bars", "views_uniques", 2))).toMatchObject({ adds: false });
  });

  it("are of one part by its id or its present name", async () => {
    await write("commits", [1, 2], 0, "7");
    await lookout.store.ledger.of("own").write({ parts: [{ part: "7", title: "octo/hello" }] });
    for (const part of ["7", "octo/hello"]) {
      const series = { check: "own", reading: "commits", part };
      expect(await dataOf("days", widget("bars", "commits", 2, { series }))).toMatchObject({
        values: [1, 2],
      });
    }
    const gone = { check: "own", reading: "commits", part: "octo/gone" };
    expect((await look(widget("bars", "commits", 2, { series: gone }))).data).toEqual({ kind: "nothing" });
  });

  it.each([
    ["mean", [null, 4, 10]],
    ["max", [null, 6, 10]],
    ["min", [null, 2, 10]],
    ["last", [null, 6, 10]],
  ] as const)("of runs are cut in the configuration's zone: %s", async (value, values) => {
    // 21 November in Tokyo, then its first hour of the 22nd, which in UTC is still the 21st.
    const at = ["2026-11-20T16:10:00Z", "2026-11-21T14:10:00Z", "2026-11-21T15:10:00Z"].map(Date.parse);
    const runs = [2, 6, 10].map((one, index) => found([["plants", one, "count"]], at[index] ?? 0));
    await lookout.store.write(batch({ runs }));
    expect(await dataOf("days", widget("bars", "plants", 3, { value }))).toMatchObject({
      values,
      provisional: [2],
    });
  });

  it("of a day with 25 hours hold all of them", async () => {
    lookout.shows.config = sampleConfig({ timezone: "America/New_York" });
    const begins = Date.parse("2026-11-01T04:00:00Z");
    const runs = Array.from({ length: 25 }, (_, hour) =>
      found([["plants", hour === 24 ? 26 : 1, "count"]], begins + hour * hourMs),
    );
    await lookout.store.write(batch({ runs }));
    const { from, values } = await dataOf("days", widget("bars", "plants", 30));
    const at = (Date.parse("2026-11-01") - Date.parse(from)) / dayMs;
    expect(values.slice(at - 1, at + 2)).toEqual([null, 2, null]);
  });
});

describe("a number", () => {
  it("that adds up stands beside the day before and two whole weeks", async () => {
    await write("commits", [...Array<number>(7).fill(1), ...Array<number>(7).fill(2), 5], 1);
    expect(await dataOf("number", widget("number", "commits", 3))).toEqual({
      kind: "number",
      value: 5,
      day: today,
      provisional: true,
      before: 2,
      week: { adds: true, value: 14, before: 7 },
      spark: { from: "2026-11-20", values: [2, 2, 5], provisional: [2] },
    });
  });

  it("is not summed over a gap", async () => {
    await write("commits", [...Array<number>(7).fill(1), 2, 2, null, 2, 2, 2, 2, 5], 1);
    const { week } = await dataOf("number", widget("number", "commits", 3));
    expect(week).toEqual({ adds: true, value: null, before: 7 });
  });

  it("that does not add up compares whole days a week apart", async () => {
    await write("views_uniques", [30, 1, 1, 1, 1, 1, 1, 40, 3], 1);
    expect(await dataOf("number", widget("number", "views_uniques", 2))).toMatchObject({
      value: 3,
      provisional: true,
      before: 40,
      week: { adds: false, value: 40, before: 30 },
    });
    await write("stars", [120, 1, 1, 1, 1, 1, 128, 130]);
    expect(await dataOf("number", widget("number", "stars", 2))).toMatchObject({
      week: { adds: false, value: 130, before: 120 },
    });
  });

  it("of runs is the latest one", async () => {
    const runs = [
      found([["plants", 4, "count"]], now - 2 * hourMs),
      found([["plants", 6, "count"]], now - hourMs),
      found([["age", 1, "s"]], now),
    ];
    await lookout.store.write(batch({ runs }));
    const view = await look(widget("number", "plants", 3));
    expect(view).toMatchObject({ asOf: now - hourMs, stale: false, unit: "count" });
    expect(view.data).toMatchObject({ value: 6, provisional: false });
  });
});

describe("how old it is", () => {
  it("is told by the last run that brought the number, and stale is said where the last one failed", async () => {
    const failed = sampleRun({
      checkId: "own",
      slot: now,
      startedAt: now,
      outcome: { status: "unknown", readings: [], judgements: [] },
    });
    await lookout.store.write(batch({ runs: [found([["plants", 4, "count"]], now - 9 * hourMs), failed] }));
    expect(await look(widget("line", "plants", 1))).toMatchObject({ asOf: now - 9 * hourMs, stale: true });
  });

  it("is stale where no run has been for too long, and where the check is gone", async () => {
    await write("commits", [1]);
    lookout.shows.checks = lookout.shows.checks.map((live) => ({ ...live, lastRunAt: now - 9 * hourMs }));
    expect(await look(widget("number", "commits", 1))).toMatchObject({ stale: true });
    lookout.shows.checks = [];
    expect(await look(widget("number", "commits", 1))).toMatchObject({ stale: true, title: "own · Commits" });
  });
});

describe("a table", () => {
  it("of parts has the greatest first, their sum only where days add up", async () => {
    await write("commits", [1, 2], 0, "1");
    await write("commits", [9, 1], 0, "2");
    await write("commits", [0, 0], 0, "3");
    await write("commits", [10, 3]);
    await write("uniques", [9, 1], 0, "1");
    await write("uniques", [1, 4], 0, "2");
    await lookout.store.ledger.of("own").write({ parts: [{ part: "2", title: "octo/hello" }] });
    const table = (reading: string, part = "*", rows = 10): Widget => ({
      id: "t",
      type: "table",
      rows,
      of: { kind: "parts", check: "own", reading, part, rangeMs: 2 * dayMs },
    });
    const rows = [
      { title: "octo/hello", value: 10 },
      { title: "1", value: 3 },
    ];
    expect(await dataOf("parts", table("commits"))).toEqual({
      kind: "parts",
      days: 2,
      adds: true,
      rows,
      more: 0,
    });
    expect(await dataOf("parts", table("commits", "*", 1))).toMatchObject({
      rows: rows.slice(0, 1),
      more: 1,
    });
    expect(await dataOf("parts", table("commits", "octo/*"))).toMatchObject({
      rows: rows.slice(0, 1),
      more: 0,
    });
    expect(await dataOf("parts", table("uniques"))).toMatchObject({
      adds: false,
      rows: [
        { title: "octo/hello", value: 4 },
        { title: "1", value: 1 },
      ],
    });
  });

  it("as it was shown puts those of all parts together and sums none", async () => {
    const table = { name: "referrers", columns: ["referrer", "uniques"] };
    await lookout.store.ledger.of("own").write({
      parts: [{ part: "2", title: "octo/hello" }],
      snapshots: [
        { ...table, part: "1", at: now - 2000, rows: [["a.example", 3]] },
        {
          ...table,
          part: "2",
          at: now - 1000,
          rows: [
            ["a.example", 5],
            ["b.example", 2],
          ],
        },
      ],
    });
    const shown: Widget = {
      id: "t",
      type: "table",
      rows: 2,
      of: { kind: "snapshot", check: "own", table: "referrers" },
    };
    const view = await look(shown);
    expect(view.asOf).toBe(now - 2000);
    expect(view.data).toEqual({
      kind: "table",
      columns: ["referrer", "uniques", ""],
      rows: [
        ["a.example", 5, "octo/hello"],
        ["a.example", 3, "1"],
      ],
      more: 1,
    });
  });
});

it("a feed follows only web addresses", async () => {
  const entry = { title: "Hello", seenAt: now };
  await lookout.store.ledger.of("own").write({
    entries: [
      { ...entry, id: "1", url: "javascript:alert(1)" },
      { ...entry, id: "2", url: "https://a.example/2" },
    ],
  });
  const { entries } = await dataOf("entries", { id: "f", type: "feed", check: "own", entries: 5 });
  expect(entries.map(({ url }) => url)).toEqual([undefined, "https://a.example/2"]);
});

describe("a chart", () => {
  it("has runs and days on one axis of time, each on its scale, with what happened", async () => {
    const { lookout, clock } = await personalSite(now);
    const page = await numbersView({ lookout, clock });
    const chart = page?.widgets.find(({ type }) => type === "chart");
    expect(chart?.checkIds.toSorted()).toEqual(["commits", "releases", "shop"]);
    const data = chart?.data as DataOf<"lines">;
    expect(data.to - data.from).toBe(30 * dayMs);
    expect(new Date(data.from).toISOString()).toBe("2026-10-23T15:00:00.000Z");
    expect(data.lines.map(({ title, unit, axis, points }) => [title, unit, axis, points.kind])).toEqual([
      ["Latency", "ms", "left", "runs"],
      ["Commits", "count", "right", "days"],
    ]);
    expect(data.incidents).toMatchObject([{ severity: "down", title: "Shop" }]);
    expect(data.marks.map(({ title }) => title)).toEqual(["kettle 2.4.0", "kettle 2.3.1", "kettle 2.3.0"]);
  });
});

describe("the page that is made without `pages:`", () => {
  it("shows what there is, numbers first", async () => {
    const site = await personalSite(now, true);
    const page = await numbersView(site);
    expect(page).toMatchObject({ id: "numbers", made: true, pages: [{ id: "numbers" }] });
    expect(page?.widgets.map(({ id }) => id)).toEqual([
      "number-commits.commits",
      "number-traffic.views",
      "number-garden.humidity",
      "calendar-commits.commits",
      "calendar-traffic.views",
      "bars-commits.commits",
      "bars-traffic.views",
      "line-garden.humidity",
      "table-parts-commits.commits",
      "table-table-traffic.referrers",
      "feed-entries-news",
      "feed-entries-releases",
    ]);
    expect(await findWidget(site, "numbers", "feed-entries-news")).toMatchObject({ check: "news" });
    expect(await numbersView(site, "morning")).toBeUndefined();
  });

  it("is empty where nothing brings numbers", async () => {
    expect(await numbersView({ lookout, clock })).toMatchObject({ widgets: [] });
  });
});
