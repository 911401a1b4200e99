import fc from "fast-check";
import { expect, it } from "vitest";
import type { ChangedDay, DayValue, FeedEntry, LedgerChange, Snapshot } from "../../src/core/ledger.ts";
import type { Store } from "../../src/core/store.ts";
import { t0 } from "./store-samples.ts";

export const dayValue = (change: Partial<DayValue> = {}): DayValue => ({
  reading: "commits",
  part: "",
  day: "2026-06-10",
  value: 3,
  unit: "count",
  provisional: false,
  ...change,
});

export const snapshot = (at: number, change: Partial<Snapshot> = {}): Snapshot => ({
  name: "referrers",
  part: "7",
  at,
  columns: ["referrer", "views", "uniques"],
  rows: [
    ["example.com", 12, 3],
    ["友人のブログ", 4.5, 1],
  ],
  ...change,
});

export const entry = (id: string, change: Partial<FeedEntry> = {}): FeedEntry => ({
  id,
  title: `Entry ${id}`,
  seenAt: t0,
  ...change,
});

const always = { from: "0000-01-01", to: "9999-12-31" };

/** Every change after `after`, a page at a time. */
export const changesOf = async (
  { ledger }: Store,
  { after = 0, limit = 2 } = {},
): Promise<readonly ChangedDay[]> => {
  const found: ChangedDay[] = [];
  for (let last = after; ; last = found.at(-1)?.sequence ?? after) {
    const page = await ledger.changes(last, limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
};

const checkId = fc.constantFrom("commits", "traffic");
const changedDays: fc.Arbitrary<LedgerChange> = fc.record({
  merge: fc.constantFrom("replace" as const, "max" as const),
  days: fc.array(
    fc.record({
      reading: fc.constantFrom("commits", "views"),
      part: fc.constantFrom("", "7", "42", "部"),
      day: fc.constantFrom("2025-12-31", "2026-01-01", "2026-06-10"),
      value: fc.oneof(fc.nat(3), fc.double({ noNaN: true, noDefaultInfinity: true })),
      unit: fc.constantFrom("count" as const, "count" as const, "bytes" as const),
      provisional: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
});

/** Writes in any order to any check. */
export const ledgerWrites = fc.array(fc.record({ checkId, change: changedDays }), { maxLength: 25 });

const describeDays = (store: () => Store): void => {
  it("answers the days of a range by day, then part, of one part or of all", async () => {
    const ledger = store().ledger.of("commits");
    const days = ["2026-06-12", "2026-06-10", "2026-06-11"].flatMap((day) =>
      ["42", "", "7"].map((part) => dayValue({ day, part, value: Number(part) + 0.1 })),
    );
    await ledger.write({ days: [...days, dayValue({ reading: "views" })] });
    await store()
      .ledger.of("other")
      .write({ days: [dayValue({ value: 99 })] });
    const range = { reading: "commits", from: "2026-06-10", to: "2026-06-12" };
    const found = await ledger.days(range);
    expect(found.map(({ day, part }) => `${day} ${part}`)).toEqual([
      "2026-06-10 ",
      "2026-06-10 42",
      "2026-06-10 7",
      "2026-06-11 ",
      "2026-06-11 42",
      "2026-06-11 7",
    ]);
    expect(found[1]).toEqual(dayValue({ part: "42", value: 42.1 }));
    expect((await ledger.days({ ...range, part: "7" })).map(({ day }) => day)).toEqual([
      "2026-06-10",
      "2026-06-11",
    ]);
    expect(await ledger.days({ ...range, part: "nobody" })).toEqual([]);
    expect(await ledger.days({ ...range, reading: "nothing" })).toEqual([]);
  });

  it("names its series with their first and last day and the unit of the last", async () => {
    await store()
      .ledger.of("commits")
      .write({
        days: [
          dayValue({ day: "2026-06-12", unit: "bytes" }),
          dayValue({ day: "2025-01-01" }),
          dayValue({ part: "7" }),
          dayValue({ reading: "added", part: "7" }),
        ],
      });
    const one = { part: "7", unit: "count", first: "2026-06-10", last: "2026-06-10" };
    expect(await store().ledger.series("commits")).toEqual([
      { ...one, reading: "added" },
      { reading: "commits", part: "", unit: "bytes", first: "2025-01-01", last: "2026-06-12" },
      { ...one, reading: "commits" },
    ]);
    expect(await store().ledger.series("nobody")).toEqual([]);
  });

  it("keeps the greater value under max, and a final day final while its value holds", async () => {
    const ledger = store().ledger.of("traffic");
    const write = async (value: number, provisional: boolean) => {
      await ledger.write({ merge: "max", days: [dayValue({ value, provisional })] });
      const [day] = await ledger.days({ ...always, reading: "commits" });
      return [day?.value, day?.provisional];
    };
    expect(await write(5, true)).toEqual([5, true]);
    expect(await write(3, true)).toEqual([5, true]);
    expect(await write(5, false)).toEqual([5, false]);
    expect(await write(2, true)).toEqual([5, false]);
    expect(await write(8, true)).toEqual([8, true]);
    await ledger.write({ days: [dayValue({ value: 1 })] });
    expect(await ledger.days({ ...always, reading: "commits" })).toEqual([dayValue({ value: 1 })]);
  });
};

const keyOf = (checkId: string, { reading, part, day }: DayValue): string =>
  `${checkId} ${reading} ${part} ${day}`;

/** What a plain map makes of a change. */
const applyTo = (model: Map<string, DayValue>, checkId: string, { days = [], merge }: LedgerChange): void => {
  for (const day of days) {
    const key = keyOf(checkId, day);
    const kept = model.get(key);
    const holds = merge === "max" && kept?.unit === day.unit && kept.value >= day.value;
    const provisional = holds ? kept.provisional && day.provisional : day.provisional;
    model.set(key, { ...(holds ? kept : day), provisional });
  }
};

/** Where they come from aside; no store tells -0 from 0. */
const asMap = (changes: readonly ChangedDay[]): ReadonlyMap<string, DayValue> =>
  new Map(
    changes.map((change) => [
      keyOf(change.checkId, change),
      { ...change, sequence: 0, value: change.value + 0 },
    ]),
  );

const describeModel = (open: () => Store): void => {
  it("answers like a plain map after any writes, and gives changes in order without loss", async () => {
    await fc.assert(
      fc.asyncProperty(ledgerWrites, fc.integer({ min: 1, max: 5 }), async (writes, limit) => {
        const store = open();
        const model = new Map<string, DayValue>();
        const followed: ChangedDay[] = [];
        const follow = async () =>
          followed.push(...(await changesOf(store, { after: followed.at(-1)?.sequence ?? 0, limit })));
        for (const [index, { checkId, change }] of writes.entries()) {
          await store.ledger.of(checkId).write(change);
          applyTo(model, checkId, change);
          if (index % 3 === 0) await follow();
        }
        await follow();
        const sequences = followed.map(({ sequence }) => sequence);
        expect(sequences).toEqual([...new Set(sequences)].toSorted((left, right) => left - right));
        expect(asMap(followed)).toEqual(asMap([...model].map(([key, day]) => changed(key, day))));
        expect(asMap(await changesOf(store, { limit }))).toEqual(asMap(followed));
        await store.close();
      }),
      { numRuns: 100 },
    );
  });
};

const changed = (key: string, day: DayValue): ChangedDay => ({
  ...day,
  checkId: key.slice(0, key.indexOf(" ")),
  sequence: 0,
});

const describeRest = (store: () => Store): void => {
  it("counts a change only where something changed", async () => {
    const ledger = store().ledger.of("commits");
    const sequences = async () => (await changesOf(store())).map(({ part, sequence }) => [part, sequence]);
    await ledger.write({ days: [dayValue(), dayValue({ part: "7" })] });
    const [[, first] = [], [, second] = []] = await sequences();
    expect(second).toBeGreaterThan(Number(first));
    await ledger.write({ days: [dayValue(), dayValue({ part: "7" })], parts: [{ part: "7", title: "a/b" }] });
    expect(await sequences()).toEqual([
      ["", first],
      ["7", second],
    ]);
    await ledger.write({ days: [dayValue({ provisional: true })] });
    expect((await sequences()).map(([part]) => part)).toEqual(["7", ""]);
    expect(await store().ledger.changes(Number(second), 10)).toMatchObject([
      { checkId: "commits", ...dayValue({ provisional: true }) },
    ]);
  });

  it("keeps snapshots by name, part and time, the latest first", async () => {
    const ledger = store().ledger.of("traffic");
    await ledger.write({ snapshots: [snapshot(t0), snapshot(t0 + 2), snapshot(t0 + 1)] });
    await ledger.write({
      snapshots: [
        snapshot(t0 + 1, { rows: [] }),
        snapshot(t0, { part: "8" }),
        snapshot(t0, { name: "paths" }),
      ],
    });
    const query = { name: "referrers", part: "7", limit: 2 };
    expect(await ledger.snapshots(query)).toEqual([snapshot(t0 + 2), snapshot(t0 + 1, { rows: [] })]);
    expect(await ledger.snapshots({ ...query, limit: 9 })).toHaveLength(3);
    expect(await store().ledger.tables("traffic")).toEqual([
      { name: "paths", part: "7" },
      { name: "referrers", part: "7" },
      { name: "referrers", part: "8" },
    ]);
    expect(await store().ledger.tables("nobody")).toEqual([]);
  });

  it("keeps when an entry was first seen, and the latest thousand", async () => {
    const ledger = store().ledger.of("news");
    const full = entry("a", {
      url: "https://example.com/a",
      summary: "In short",
      publishedAt: t0 - 5,
      seenAt: t0 + 9,
    });
    await ledger.write({ entries: [full, entry("c"), entry("b")] });
    await ledger.write({ entries: [entry("b", { title: "Again", seenAt: t0 + 77 })] });
    expect(await ledger.entries(9)).toEqual([entry("b", { title: "Again" }), entry("c"), full]);
    expect(await ledger.entries(1)).toHaveLength(1);
    const many = Array.from({ length: 1100 }, (_, index) =>
      entry(`m${String(index).padStart(4, "0")}`, { seenAt: t0 + 1 + index }),
    );
    await ledger.write({ entries: many });
    const kept = await ledger.entries(2000);
    expect(kept.map(({ id }) => id)).toEqual(
      many
        .slice(100)
        .toReversed()
        .map(({ id }) => id),
    );
  });

  it("remembers and forgets memos, and renames parts", async () => {
    const ledger = store().ledger.of("commits");
    await ledger.write({
      memos: { etag: 'W/"1"', progress: "2026-01" },
      parts: [{ part: "7", title: "a/b" }],
    });
    await ledger.write({
      memos: { etag: null, nothing: null },
      parts: [
        { part: "42", title: "a/d" },
        { part: "7", title: "a/c" },
      ],
    });
    expect(await ledger.memo("etag")).toBeUndefined();
    expect(await ledger.memo("progress")).toBe("2026-01");
    expect(await store().ledger.of("other").memo("progress")).toBeUndefined();
    expect(await ledger.parts()).toEqual([
      { part: "42", title: "a/d" },
      { part: "7", title: "a/c" },
    ]);
  });

  it.each<LedgerChange>([
    { days: [dayValue(), dayValue({ part: "7", value: Number.NaN })] },
    { days: [dayValue(), dayValue({ part: "7", value: Number.POSITIVE_INFINITY })] },
    { days: [dayValue(), dayValue({ day: "2026-02-30" })] },
    { days: [dayValue(), dayValue({ day: "yesterday" })] },
    { days: [dayValue()], snapshots: [snapshot(Number.NaN)] },
    { days: [dayValue()], snapshots: [snapshot(t0, { rows: [[Number.NaN]] })] },
    { days: [dayValue()], entries: [entry("a", { seenAt: Number.NaN })] },
  ])("refuses what it cannot keep, all of it: %j", async (change) => {
    const ledger = store().ledger.of("commits");
    await expect(ledger.write({ ...change, memos: { done: "yes" } })).rejects.toMatchObject({
      name: "StoreError",
      code: "store-refused",
    });
    expect(await changesOf(store())).toEqual([]);
    expect(await ledger.memo("done")).toBeUndefined();
  });

  it("rejects what is asked of a ledger after the store was closed", async () => {
    const ledger = store().ledger.of("commits");
    await store().close();
    const closed = { name: "StoreError", code: "store-unavailable" };
    await expect(ledger.write({ days: [dayValue()] })).rejects.toMatchObject(closed);
    await expect(ledger.memo("etag")).rejects.toMatchObject(closed);
    await expect(store().ledger.changes(0, 1)).rejects.toMatchObject(closed);
  });
};

/** What every store's ledgers have to do. */
export const describeLedgers = (store: () => Store, open: () => Store): void => {
  describeDays(store);
  describeModel(open);
  describeRest(store);
};
