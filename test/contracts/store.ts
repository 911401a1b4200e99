import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Page, Store } from "../../src/core/store.ts";
import { describeAccounts } from "./store-accounts.ts";
import { describeLedgers } from "./store-ledger.ts";
import { describeOutbox } from "./store-outbox.ts";
import {
  asKept,
  badOutcome,
  batch,
  degradedOutcome,
  goodOutcome,
  hourMs,
  incident,
  minuteMs,
  notification,
  run,
  state,
  t0,
  unknownOutcome,
} from "./store-samples.ts";

/** Every item of every page, two at a time. */
const allOf = async <T>(page: (before?: string) => Promise<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = [];
  let before: string | undefined;
  do {
    const found = await page(before);
    items.push(...found.items);
    before = found.next;
  } while (before !== undefined);
  return items;
};

const describeRuns = (store: () => Store): void => {
  const writeRuns = (...runs: readonly ReturnType<typeof run>[]) => store().write(batch({ runs }));

  it("keeps runs newest first, whatever order they come in", async () => {
    await writeRuns(run(t0 + minuteMs), run(t0), run(t0 + 2 * minuteMs));
    const { items } = await store().runs.list({ checkId: "orders", limit: 10 });
    expect(items.map(({ slot }) => slot - t0)).toEqual([2 * minuteMs, minuteMs, 0]);
  });

  it("keeps everything of a bad run, and of good ones the readings", async () => {
    const records = [
      run(t0, { outcome: badOutcome }),
      run(t0 + minuteMs, { outcome: degradedOutcome }),
      run(t0 + 2 * minuteMs),
      run(t0 + 3 * minuteMs, { outcome: goodOutcome(38.25) }),
    ];
    await writeRuns(...records);
    const { items } = await store().runs.list({ checkId: "orders", limit: 10 });
    const good = records.slice(2).reverse().map(asKept);
    expect(items).toEqual([...good, records[1], records[0]]);
    expect(new Map(await store().runs.latest())).toEqual(new Map([["orders", good[0]]]));
  });

  it("writes the same run twice as once, and what is written last holds", async () => {
    await writeRuns(run(t0, { outcome: badOutcome }), run(t0, { outcome: badOutcome }));
    await writeRuns(run(t0, { durationMs: 12, outcome: goodOutcome(12) }));
    const { items } = await store().runs.list({ checkId: "orders", limit: 10 });
    expect(items).toEqual([asKept(run(t0, { durationMs: 12, outcome: goodOutcome(12) }))]);
    expect((await store().runs.list({ checkId: "orders", limit: 10, onlyBad: true })).items).toEqual([]);
  });

  it("keeps locations apart, and counts them together", async () => {
    await writeRuns(
      run(t0, { location: "osaka", outcome: badOutcome }),
      run(t0, { location: "kyoto" }),
      run(t0 - minuteMs, { location: "osaka" }),
    );
    const { items } = await store().runs.list({ checkId: "orders", limit: 10 });
    expect(items.map(({ location }) => location)).toEqual(["kyoto", "osaka", "osaka"]);
    const counts = await store().runs.counts({ checkIds: ["orders"], from: t0, to: t0 + 1 });
    expect(counts.get("orders")).toEqual({ up: 1, degraded: 0, down: 1, unknown: 0 });
    expect(await store().runs.tail({ checkId: "orders", count: 9 })).toEqual([
      { at: t0 - minuteMs, status: "up", latencyMs: 40 },
      { at: t0, status: "down", latencyMs: 40 },
    ]);
  });

  it("pages through runs, each once, while newer ones are written", async () => {
    const slots = Array.from({ length: 7 }, (_, index) => t0 + index * minuteMs);
    await writeRuns(...slots.flatMap((slot) => [run(slot), run(slot, { location: "kyoto" })]));
    let written = 0;
    const found = await allOf(async (before) => {
      const page = await store().runs.list({ checkId: "orders", limit: 3, before });
      await writeRuns(run(t0 + hourMs + written++ * minuteMs));
      return page;
    });
    expect(found.map(({ slot, location }) => `${slot} ${location}`)).toEqual(
      slots.toReversed().flatMap((slot) => [`${slot} home`, `${slot} kyoto`]),
    );
  });

  it("lists only bad runs, which unknown ones are not", async () => {
    const outcomes = [goodOutcome(), badOutcome, unknownOutcome, degradedOutcome];
    await writeRuns(...outcomes.map((outcome, index) => run(t0 + index * minuteMs, { outcome })));
    const bad = await allOf((before) =>
      store().runs.list({ checkId: "orders", limit: 1, onlyBad: true, before }),
    );
    expect(bad.map(({ outcome }) => outcome.status)).toEqual(["degraded", "down"]);
  });

  it("refuses a cursor that no page gave", async () => {
    for (const before of ["", "x", "WzFd", "bnVsbA", "A".repeat(50)])
      await expect(store().runs.list({ checkId: "orders", limit: 1, before })).rejects.toThrow(RangeError);
  });

  it("answers for a check that it does not know", async () => {
    const range = { checkId: "nobody", from: t0, to: t0 + hourMs };
    const { runs } = store();
    expect(await runs.list({ checkId: "nobody", limit: 5 })).toEqual({ items: [] });
    expect(await runs.tail({ checkId: "nobody", count: 5 })).toEqual([]);
    expect(await runs.counts({ ...range, checkIds: ["nobody"] })).toEqual(new Map());
    expect(await runs.strip({ ...range, buckets: 2 })).toEqual([
      { up: 0, degraded: 0, down: 0, unknown: 0 },
      { up: 0, degraded: 0, down: 0, unknown: 0 },
    ]);
    expect(await runs.distribution({ ...range, reading: "latency" })).toBeUndefined();
    const series = await runs.series({ ...range, reading: "latency", points: 3 });
    expect(new Set([...series.min, ...series.max, ...series.mean])).toEqual(new Set([null]));
  });

  it("leaves out readings that are no numbers, and keeps every other number as it is", async () => {
    const readings = [
      { name: "latency", value: Number.NaN, unit: "ms" },
      { name: "dns", value: 1.23456789, unit: "ms" },
      { name: "share", value: 0.123456789, unit: "ratio" },
    ] as const;
    await writeRuns(run(t0, { durationMs: 5.0004, outcome: { ...goodOutcome(), readings } }));
    const latest = (await store().runs.latest()).get("orders");
    expect(latest?.durationMs).toBe(5.0004);
    expect(latest?.outcome.readings.map(({ value }) => value)).toEqual([1.23456789, 0.123456789]);
  });
};

const describeStatistics = (store: () => Store): void => {
  it("puts a series on a grid with gaps where there is no value", async () => {
    const runs = [
      run(t0, { outcome: goodOutcome(10) }),
      run(t0 + 20_000, { outcome: goodOutcome(30) }),
      run(t0 + 2 * minuteMs, { outcome: badOutcome }),
      run(t0 + 3 * minuteMs, { outcome: goodOutcome(50) }),
    ];
    await store().write(batch({ runs }));
    const query = { checkId: "orders", reading: "latency", from: t0, to: t0 + 4 * minuteMs, points: 5 };
    expect(await store().runs.series(query)).toEqual({
      reading: "latency",
      unit: "ms",
      from: t0,
      stepMs: minuteMs,
      min: [10, null, null, 50],
      max: [30, null, null, 50],
      mean: [20, null, null, 50],
    });
  });

  it.each([1, 2, 3, 10, 97, 2000])("gives at most %d points that cover the range", async (points) => {
    for (const length of [1, 59_999, hourMs, 25 * hourMs + 1, 400 * 24 * hourMs]) {
      const [from, to] = [t0 + 12_345, t0 + 12_345 + length];
      const series = await store().runs.series({ checkId: "orders", reading: "latency", from, to, points });
      expect(series.min.length).toBeLessThanOrEqual(points);
      expect(series.from).toBeLessThanOrEqual(from);
      expect(series.from + series.stepMs * series.min.length).toBeGreaterThanOrEqual(to);
      expect(series.stepMs % 1000).toBe(0);
    }
  });

  it("answers a reading that changed its unit in the unit that came last", async () => {
    const sized = (value: number, unit: "count" | "bytes") => ({
      ...goodOutcome(),
      readings: [{ name: "size", value, unit }],
    });
    await store().write(
      batch({
        runs: [run(t0, { outcome: sized(3, "count") }), run(t0 + 1000, { outcome: sized(4096, "bytes") })],
      }),
    );
    const query = { checkId: "orders", reading: "size", from: t0, to: t0 + minuteMs };
    expect(await store().runs.series({ ...query, points: 1 })).toMatchObject({ unit: "bytes", mean: [4096] });
    expect(await store().runs.distribution(query)).toMatchObject({ count: 1, min: 4096, p50: 4096 });
  });

  it("cuts a strip into equal parts", async () => {
    const runs = Array.from({ length: 10 }, (_, index) =>
      run(t0 + index * minuteMs, { outcome: index < 3 ? badOutcome : goodOutcome() }),
    );
    await store().write(batch({ runs }));
    const strip = await store().runs.strip({
      checkId: "orders",
      from: t0,
      to: t0 + 10 * minuteMs,
      buckets: 3,
    });
    expect(strip.map(({ up, down }) => [up, down])).toEqual([
      [1, 3],
      [3, 0],
      [3, 0],
    ]);
  });
};

const describeIncidents = (store: () => Store): void => {
  it("keeps an incident as it was saved last", async () => {
    const open = incident(t0);
    const closed = incident(t0, { closedAt: t0 + hourMs, closedBecause: "recovered", severity: "degraded" });
    await store().write(batch({ incidents: [open] }));
    expect(await store().incidents.get(open.id)).toEqual(open);
    await store().write(batch({ incidents: [closed] }));
    expect(await store().incidents.get(open.id)).toEqual(closed);
    expect(await store().incidents.get("nobody.1")).toBeUndefined();
  });

  it("lists incidents newest first by check and by whether they are open", async () => {
    const incidents = [
      incident(t0, { closedAt: t0 + minuteMs }),
      incident(t0 + hourMs),
      incident(t0 + hourMs, { id: "mail.1", checkId: "mail" }),
      incident(t0 + 2 * hourMs, { closedAt: t0 + 3 * hourMs }),
    ];
    await store().write(batch({ incidents }));
    const [first, second, third, fourth] = incidents;
    const list = (query: { checkId?: string; open?: boolean }) =>
      allOf((before) => store().incidents.list({ ...query, limit: 1, before }));
    expect(await list({})).toEqual([fourth, second, third, first]);
    expect(await list({ checkId: "orders" })).toEqual([fourth, second, first]);
    expect(await list({ open: true })).toEqual([second, third]);
    expect(await list({ open: false, checkId: "orders" })).toEqual([fourth, first]);
    expect(await list({ checkId: "nobody" })).toEqual([]);
  });

  it("keeps an incident's timeline in order, and an event written twice once", async () => {
    const event = { incidentId: "orders.1", at: t0, kind: "opened" } as const;
    const events = [
      event,
      { ...event, kind: "confirmed" },
      { ...event, at: t0 + 2, kind: "closed", detail: "recovered" },
      { ...event, at: t0 + 1, kind: "reminded", detail: "team" },
      { ...event, at: t0 + 1, kind: "reminded", detail: "boss" },
    ] as const;
    await store().write(batch({ events }));
    await store().write(batch({ events: [event, { ...event, incidentId: "orders.2" }] }));
    const [opened, confirmed, closed, team, boss] = events;
    expect(await store().incidents.events("orders.1")).toEqual([opened, confirmed, team, boss, closed]);
  });
};

/** What every store has to do. `open` gives a new, empty one. */
export const describeStore = (name: string, open: () => Store): void => {
  describe(`${name} store`, () => {
    let opened: Store;
    const store = () => opened;
    beforeEach(() => {
      opened = open();
    });
    afterEach(() => opened.close());

    describe("runs", () => {
      describeRuns(store);
    });
    describe("statistics", () => {
      describeStatistics(store);
    });
    describe("incidents", () => {
      describeIncidents(store);
    });
    describe("outbox", () => {
      describeOutbox(store);
    });
    describe("accounts", () => {
      describeAccounts(store);
    });
    describe("ledger", () => {
      describeLedgers(store, open);
    });

    it("keeps states until their check is gone", async () => {
      const states = [
        { checkId: "orders", state: state({ state: "down", incident: incident(t0), sequence: 4 }) },
        { checkId: "mail", state: state() },
      ];
      await store().write(batch({ states }));
      await store().write(batch({ states: [{ checkId: "mail", state: undefined }] }));
      expect(new Map(await store().states())).toEqual(new Map([["orders", states[0]?.state]]));
    });

    it("keeps all that is written together", async () => {
      await store().write(
        batch({
          runs: [run(t0, { outcome: badOutcome })],
          states: [{ checkId: "orders", state: state({ state: "down" }) }],
          incidents: [incident(t0)],
          events: [{ incidentId: incident(t0).id, at: t0, kind: "opened" }],
          notifications: [notification("n1", { incidentId: incident(t0).id })],
        }),
      );
      expect((await store().states()).get("orders")?.state).toBe("down");
      expect(await store().incidents.get(incident(t0).id)).toEqual(incident(t0));
      expect(await store().incidents.events(incident(t0).id)).toHaveLength(1);
      expect((await store().outbox.owed()).map(({ id }) => id)).toEqual(["n1"]);
    });

    it("prunes what is past its retention, in steps, and nothing else", async () => {
      const now = t0 + 48 * hourMs;
      const retention = { runs: hourMs, hours: hourMs, days: hourMs, incidents: 2 * hourMs };
      await store().write(
        batch({
          runs: [run(t0), run(t0 + minuteMs), run(now), run(t0, { checkId: "mail" })],
          incidents: [incident(t0, { closedAt: t0 + 1 }), incident(t0 + 1), incident(now, { closedAt: now })],
          events: [{ incidentId: incident(t0).id, at: t0, kind: "opened" }],
          notifications: [notification("n1", { incidentId: incident(now).id, createdAt: t0 })],
        }),
      );
      await store().housekeeping.rollUp(now, "Asia/Tokyo");
      let rounds = 0;
      while (await store().housekeeping.prune(now, retention, 2)) expect(++rounds).toBeLessThan(1000);
      expect((await store().runs.list({ checkId: "orders", limit: 9 })).items).toEqual([asKept(run(now))]);
      expect([...(await store().runs.latest()).keys()]).toEqual(["orders"]);
      expect((await store().incidents.list({ limit: 9 })).items.map(({ openedAt }) => openedAt)).toEqual([
        now,
        t0 + 1,
      ]);
      expect(await store().incidents.events(incident(t0).id)).toEqual([]);
      expect(await store().outbox.owed()).toHaveLength(1);
    });

    it("rejects what is asked after it was closed", async () => {
      await store().close();
      await expect(store().write(batch({ runs: [run(t0)] }))).rejects.toMatchObject({
        name: "StoreError",
        code: "store-unavailable",
      });
    });
  });
};
