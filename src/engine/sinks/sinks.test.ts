import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createManualClock, settle, type ManualClock } from "../../../test/support/manual-clock.ts";
import { createShelfSink, type ShelfSink } from "../../../test/support/shelf-sink.ts";
import type { SinkSummary } from "../../core/config.ts";
import type { DayValue } from "../../core/ledger.ts";
import { startOfDay } from "../../core/time-zone.ts";
import type { RunRecord, Store } from "../../core/store.ts";
import { createMemoryStore } from "../../stores/memory/store.ts";
import { createSqliteStore } from "../../stores/sqlite/store.ts";
import { Sinks } from "./sinks.ts";

const now = Date.UTC(2026, 10, 22, 12);
const hourMs = 3_600_000;

const dayValue = (day: string, value: number, change: Partial<DayValue> = {}): DayValue => ({
  reading: "commits",
  part: "",
  day,
  value,
  unit: "count",
  provisional: false,
  ...change,
});

const runAt = (slot: number, value: number, change: Partial<RunRecord> = {}): RunRecord => ({
  checkId: "web",
  location: "home",
  slot,
  startedAt: slot,
  durationMs: 1,
  outcome: { status: "up", readings: [{ name: "latency", value, unit: "ms" }], judgements: [] },
  ...change,
});

const writeRuns = (store: Store, runs: readonly RunRecord[]): Promise<void> =>
  store.write({ runs, states: [], incidents: [], events: [], notifications: [] });

interface Feed {
  readonly sinks: Sinks;
  readonly clock: ManualClock;
  readonly lines: string[];
  /** Lets everything that is due within this happen. */
  readonly pass: (ms: number) => Promise<void>;
  behind: boolean;
}

/** Sinks over a store with the checks `commits` and `web`. */
const createFeed = (store: Store, { timezone = "UTC", clock = createManualClock(now) } = {}): Feed => {
  const lines: string[] = [];
  const checks = [
    { id: "commits", timeoutMs: 10_000 },
    { id: "web", timeoutMs: 10_000 },
  ];
  const feed: Feed = {
    clock,
    lines,
    behind: false,
    pass: async (ms) => {
      await clock.advance(ms);
      for (let turn = 0; turn < 400; turn++) await settle();
    },
    sinks: new Sinks({
      source: {
        store,
        timezone: () => timezone,
        checks: () => checks,
        readingsOf: (id) => (id === "web" ? ["latency"] : []),
        isBehind: () => feed.behind,
      },
      clock,
      random: () => 0.5,
      log: (line) => lines.push(line),
    }),
  };
  onTestFinished(() => feed.sinks.stop(0));
  return feed;
};

const kept = ({ kept }: ShelfSink): Readonly<Record<string, string>> => Object.fromEntries(kept);

describe.each([
  ["memory", () => createMemoryStore()],
  ["SQLite", () => createSqliteStore({ path: ":memory:" })],
] as const)("sinks that follow a %s store", (_, createStore) => {
  const open = (): Store => {
    const store = createStore();
    onTestFinished(() => store.close());
    return store;
  };

  it("take the whole history of day values, then what changes", async () => {
    const store = open();
    const ledger = store.ledger.of("commits");
    await ledger.write({
      days: [dayValue("2020-01-01", 3), dayValue("2026-11-22", 1, { provisional: true })],
    });
    const feed = createFeed(store);
    const shelf = createShelfSink({ select: ["commits.commits"] });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(2000);
    expect(kept(shelf)).toEqual({ "commits.commits 2020-01-01": "3", "commits.commits 2026-11-22": "1~" });
    await ledger.write({ days: [dayValue("2026-11-22", 2)] });
    await feed.pass(300_000);
    expect(kept(shelf)).toEqual({ "commits.commits 2020-01-01": "3", "commits.commits 2026-11-22": "2" });
    expect(shelf.calls).toHaveLength(2);
    await feed.pass(3_600_000);
    expect(shelf.calls).toHaveLength(2);
    expect(feed.sinks.health()).toMatchObject([{ circuit: "closed", complete: true, points: 3 }]);
  });

  it("take parts only when they are asked for, under their identity and present name", async () => {
    const store = open();
    const days = ["", "17", "18"].map((part) => dayValue("2026-11-22", 1, { part }));
    await store.ledger.of("commits").write({ days, parts: [{ part: "17", title: "octo/hello" }] });
    const feed = createFeed(store);
    const whole = createShelfSink({ id: "a", select: ["commits.*"] });
    const named = createShelfSink({ id: "b", select: ["commits.commits{octo/*}"] });
    const all = createShelfSink({ id: "c", select: ["commits.commits{*}"] });
    await feed.sinks.setSinks([whole.config, named.config, all.config]);
    await feed.pass(2000);
    expect(Object.keys(kept(whole))).toEqual(["commits.commits 2026-11-22"]);
    expect(Object.keys(kept(named))).toEqual(["commits.commits{17} 2026-11-22"]);
    expect(Object.keys(kept(all))).toHaveLength(3);
    expect(named.calls[0]?.[0]?.series.partTitle).toBe("octo/hello");
  });

  it("go on after a restart where they ended, in batches of the sink's size", async () => {
    const store = open();
    const days = Array.from({ length: 250 }, (_, index) =>
      dayValue(new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), index),
    );
    await store.ledger.of("commits").write({ days });
    const first = createFeed(store);
    const shelf = createShelfSink({ select: ["commits.commits"] });
    shelf.answers.push({ kind: "taken" }, { kind: "failed", detail: "connection reset" });
    await first.sinks.setSinks([shelf.config]);
    await first.pass(1500);
    expect(shelf.calls.map(({ length }) => length)).toEqual([100, 100]);
    await first.sinks.stop(0);
    const second = createFeed(store);
    await second.sinks.setSinks([shelf.config]);
    await second.pass(2000);
    expect(shelf.calls.map(({ length }) => length)).toEqual([100, 100, 100, 50]);
    expect(Object.values(kept(shelf))).toEqual(days.map(({ value }) => String(value)));
    await second.sinks.stop(0);
    const moved = createFeed(store);
    await moved.sinks.setSinks([{ ...shelf.config, progressKey: "2" }]);
    await moved.pass(2000);
    expect(shelf.calls).toHaveLength(7);
  });

  it.each(["UTC", "Asia/Tokyo", "America/New_York", "Asia/Kolkata"])(
    "summarise the readings of runs over days in %s, and over hours",
    async (timezone) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(
            fc.tuple(fc.integer({ min: 1, max: 3 * 24 * 60 - 1 }), fc.integer({ min: 1, max: 500 })),
            {
              minLength: 1,
              maxLength: 40,
              selector: ([minutesAgo]) => minutesAgo,
            },
          ),
          fc.constantFrom<SinkSummary>("last", "mean", "max", "min", "sum"),
          fc.constantFrom("day" as const, "hour" as const),
          async (found, value, per) => {
            const store = createStore();
            const runs = found.map(([ago, latency]) => runAt(now - ago * 60_000, latency));
            await writeRuns(store, runs);
            const feed = createFeed(store, { timezone });
            const shelf = createShelfSink({ select: ["*.latency"], per, value, backfillMs: 3 * 24 * hourMs });
            await feed.sinks.setSinks([shelf.config]);
            await feed.pass(2000);
            await feed.sinks.stop(0);
            const wanted = expectedOf(runs, { per, value, timezone });
            const said = Object.fromEntries(
              [...shelf.kept].map(([key, text]) => [key, Number(text.replace("~", ""))]),
            );
            expect(Object.keys(said).toSorted()).toEqual(Object.keys(wanted).toSorted());
            for (const [key, number] of Object.entries(wanted)) expect(said[key]).toBeCloseTo(number, 6);
            await store.close();
          },
        ),
        { numRuns: 8 },
      );
    },
  );

  it("correct the running day, and leave it alone once it is over", async () => {
    const store = open();
    await writeRuns(store, [runAt(now - 60_000, 10)]);
    const feed = createFeed(store);
    const shelf = createShelfSink({ select: ["web.latency"], value: "max" });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(2000);
    expect(kept(shelf)).toEqual({ "web.latency 2026-11-22": "10~" });
    await feed.pass(300_000);
    expect(shelf.calls).toHaveLength(1);
    await writeRuns(store, [runAt(now + 60_000, 30)]);
    await feed.pass(300_000);
    expect(kept(shelf)).toEqual({ "web.latency 2026-11-22": "30~" });
    feed.behind = true;
    await feed.pass(14 * hourMs);
    expect(kept(shelf)).toEqual({ "web.latency 2026-11-22": "30~" });
    feed.behind = false;
    await feed.pass(300_000);
    expect(kept(shelf)).toEqual({ "web.latency 2026-11-22": "30" });
    const { length } = shelf.calls;
    await feed.pass(hourMs);
    expect(shelf.calls).toHaveLength(length);
  });

  it("take each run once, by the second", async () => {
    const store = open();
    const runs = [70, 45, 44.5, 26 * 60, 3, 2].map((ago, index) => runAt(now - ago * 60_000, index));
    await writeRuns(store, runs);
    const feed = createFeed(store);
    const shelf = createShelfSink({ select: ["web.latency"], per: "run", everyMs: 60_000 });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(2000);
    const wanted = Object.fromEntries(
      runs.map(({ slot, outcome }) => [
        `web.latency ${new Date(slot).toISOString()}`,
        String(outcome.readings[0]?.value),
      ]),
    );
    expect(kept(shelf)).toEqual(wanted);
    await writeRuns(store, [runAt(now + 1000, 9)]);
    for (let minute = 0; minute < 4; minute++) await feed.pass(60_000);
    expect(kept(shelf)).toEqual({ ...wanted, "web.latency 2026-11-22T12:00:01.000Z": "9" });
    expect(shelf.calls.flat()).toHaveLength(7);
  });

  it("leave a reading to its source where that dates it", async () => {
    const store = open();
    await store.ledger.of("web").write({ days: [dayValue("2026-11-22", 5, { reading: "latency" })] });
    await writeRuns(store, [runAt(now - 60_000, 10)]);
    const feed = createFeed(store);
    const shelf = createShelfSink({ select: ["web.*"] });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(2000);
    expect(kept(shelf)).toEqual({ "web.latency 2026-11-22": "5" });
  });
});

const expectedOf = (
  runs: readonly RunRecord[],
  {
    per,
    value,
    timezone,
  }: { readonly per: "day" | "hour"; readonly value: SinkSummary; readonly timezone: string },
): Readonly<Record<string, number>> => {
  // What is older than the back-fill still belongs to the period that it reaches into.
  const startOf = (at: number) =>
    per === "hour" ? Math.floor(at / hourMs) * hourMs : startOfDay(at, timezone);
  const groups = Map.groupBy(
    runs.toSorted((left, right) => left.slot - right.slot),
    ({ slot }) => startOf(slot),
  );
  return Object.fromEntries(
    [...groups].map(([start, members]) => {
      const values = members.map(({ outcome }) => outcome.readings[0]?.value ?? 0);
      const sum = values.reduce((left, right) => left + right, 0);
      const summaries = {
        last: values.at(-1) ?? 0,
        mean: sum / values.length,
        max: Math.max(...values),
        min: Math.min(...values),
        sum,
      };
      const name =
        per === "hour"
          ? new Date(start).toISOString()
          : new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" }).format(
              start + 12 * hourMs,
            );
      return [`web.latency ${name}`, summaries[value]];
    }),
  );
};

describe("a sink's worker", () => {
  const start = async (change: Parameters<typeof createShelfSink>[0] = {}) => {
    const store = createMemoryStore();
    await store.ledger.of("commits").write({ days: [dayValue("2026-11-22", 1)] });
    const feed = createFeed(store);
    const shelf = createShelfSink({ select: ["commits.commits"], ...change });
    return { store, feed, shelf };
  };

  it("does nothing at all without sinks", async () => {
    const { feed } = await start();
    await feed.sinks.setSinks([]);
    expect(feed.clock.pending()).toBe(0);
    expect(feed.sinks.health()).toEqual([]);
  });

  it("waits as long as it is told, and does not call that trouble", async () => {
    const { feed, shelf } = await start();
    shelf.answers.push({ kind: "wait", retryAfterMs: 42_000, detail: "quota" });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(42_000);
    expect(shelf.calls).toHaveLength(1);
    expect(feed.sinks.health()[0]).toMatchObject({ circuit: "closed", complete: false });
    await feed.pass(1500);
    expect(shelf.calls).toHaveLength(2);
    expect(feed.lines).toEqual([]);
  });

  it("tries again with growing pauses, says so after five times, and when it is over", async () => {
    const { feed, shelf } = await start();
    for (let failed = 0; failed < 6; failed++)
      shelf.answers.push({ kind: "failed", detail: "connection refused" });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(1000);
    for (const [calls, pauseMs] of [
      [2, 1000],
      [3, 2000],
      [4, 4000],
      [5, 8000],
    ] as const) {
      await feed.pass(pauseMs);
      expect(shelf.calls).toHaveLength(calls);
    }
    expect(feed.sinks.health()[0]).toMatchObject({ circuit: "open", trouble: "connection refused" });
    await feed.pass(120_000);
    expect(feed.sinks.health()[0]).toMatchObject({ circuit: "closed", complete: true });
    expect(feed.lines).toEqual(["Sink shelf: connection refused", "Sink shelf: writing again"]);
  });

  it.each(["refused", "unauthorized"] as const)(
    "opens the circuit when it is %s, and looks again later",
    async (kind) => {
      const { feed, shelf } = await start();
      shelf.answers.push({ kind, detail: "no access", remedy: "Share it" });
      await feed.sinks.setSinks([shelf.config]);
      await feed.pass(1000);
      expect(feed.sinks.health()[0]).toMatchObject({ circuit: "open", trouble: "no access. Share it" });
      await feed.pass(14 * 60_000);
      expect(shelf.calls).toHaveLength(1);
      await feed.pass(60_000);
      expect(feed.sinks.health()[0]).toMatchObject({ circuit: "closed", complete: true });
    },
  );

  it("writes everything again when something was misplaced, at most once an hour", async () => {
    const { feed, shelf } = await start();
    for (let times = 0; times < 2; times++)
      shelf.answers.push({ kind: "misplaced", detail: "the tab was sorted" });
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(1000);
    await feed.pass(1);
    expect(shelf.calls).toHaveLength(2);
    await feed.pass(59 * 60_000);
    expect(shelf.calls).toHaveLength(2);
    await feed.pass(2 * 60_000);
    expect(shelf.calls).toHaveLength(3);
    expect(feed.sinks.health()[0]).toMatchObject({ complete: true });
    expect(feed.lines).toEqual([
      "Sink shelf: the tab was sorted: everything is written again",
      "Sink shelf: writing again",
    ]);
  });

  it("writes everything again when it is asked to", async () => {
    const { feed, shelf } = await start();
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(1000);
    expect(feed.sinks.rewrite("other")).toBe(false);
    expect(feed.sinks.rewrite("shelf")).toBe(true);
    await feed.pass(0);
    expect(shelf.calls).toHaveLength(2);
  });

  it("goes on as it is when a reload does not change it, and changes when one does", async () => {
    const { feed, shelf } = await start();
    await feed.sinks.setSinks([shelf.config]);
    await feed.sinks.setSinks([shelf.config]);
    expect(shelf.opened()).toBe(1);
    await feed.sinks.setSinks([{ ...shelf.config, fingerprint: "2" }]);
    expect(shelf.opened()).toBe(2);
    await feed.sinks.setSinks([]);
    expect(feed.clock.pending()).toBe(0);
  });

  it("lives through a store that cannot be read", async () => {
    const { store, feed, shelf } = await start();
    await store.close();
    await feed.sinks.setSinks([shelf.config]);
    await feed.pass(60_000);
    expect(feed.sinks.health()[0]).toMatchObject({ circuit: "open", trouble: expect.stringMatching(/\w/) });
  });
});
