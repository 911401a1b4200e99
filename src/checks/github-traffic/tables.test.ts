import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  makeTrafficTruth,
  shownTraffic,
  type TrafficTruth,
} from "../../../test/support/github/traffic-truth.ts";
import type { Ledger } from "../../core/ledger.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import type { RepositoryState } from "./repository-state.ts";
import { takeTable } from "./take-table.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const began = Date.UTC(2026, 8, 1);

const empty: RepositoryState = {
  name: "hana/works",
  isFork: false,
  isArchived: false,
  isPrivate: false,
  tried: {},
  shown: {},
  tables: {},
};

const dayText = (day: number): string => new Date(began + day * dayMs).toISOString().slice(0, 10);

/** Fetches the referrers at these instants, as runs do. */
const fetchAt = async (truth: TrafficTruth, instants: readonly number[], ledger: Ledger): Promise<void> => {
  let state = empty;
  for (const now of instants) {
    const { referrers } = shownTraffic(truth, now);
    const redact = (text: string) => text;
    const taken = await takeTable("referrers", referrers, { part: "7", state, now, ledger, redact });
    await ledger.write({ days: taken.days, merge: "max", snapshots: taken.snapshots, parts: taken.parts });
    ({ state } = taken);
  }
};

const derived = async (ledger: Ledger) => {
  const days = await ledger.days({ reading: "referrer_views", from: "2000-01-01", to: "2100-01-01" });
  return days.map(({ part, day, value, provisional }) => ({
    row: part.replace("7 ", ""),
    day,
    value,
    provisional,
  }));
};

type Derived = Awaited<ReturnType<typeof derived>>;

/** The values that are not what the renewal of their day, or of the day after, really brought. */
const wrong = (truth: TrafficTruth, days: Derived, shift: 0 | 1) =>
  days.filter(({ row, day, value }) => {
    const at = (Date.parse(day) - began) / dayMs + shift;
    return (truth.referrers[row]?.[at] ?? 0) !== value;
  });

/** Numbers that look like chance: mulberry32. */
const chanceOf = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const every = (hours: number, from: number, to: number) =>
  Array.from(
    { length: Math.floor(((to - from) * 24) / hours) },
    (_, at) => began + from * dayMs + at * hours * hourMs + 600_000,
  );

describe("days of referrers", () => {
  it("are all there for a table that was watched from the beginning", async () => {
    const truth = makeTrafficTruth(chanceOf(1), { began, days: 60, busy: 9, rowCount: 8 });
    const ledger = createTransientLedger();
    await fetchAt(truth, every(1, 0, 60), ledger);
    const days = await derived(ledger);
    expect(wrong(truth, days, 0)).toEqual([]);
    expect(days.every(({ provisional }) => !provisional)).toBe(true);
    // Of the eight rows each day but the first, before the time of renewal is known, and the last.
    expect(days.filter(({ day }) => day >= dayText(2) && day < dayText(59))).toHaveLength(8 * 57);
    const titles = await ledger.parts();
    expect(titles[0]).toEqual({ part: "7 site-0.example", title: "hana/works site-0.example" });
  });

  it("are not made up from one fetch a day, whose place beside the renewal nobody knows", async () => {
    const truth = makeTrafficTruth(chanceOf(2), { began, days: 60, busy: 9, rowCount: 8 });
    const ledger = createTransientLedger();
    await fetchAt(truth, every(24, 0, 60), ledger);
    expect(await derived(ledger)).toEqual([]);
    expect((await ledger.snapshots({ name: "referrers", part: "7", limit: 99 })).length).toBe(60);
  });

  it.each([
    { earlier: 5, later: 15 },
    { earlier: 15, later: 5 },
    { earlier: 9, later: 13 },
  ])("are the truth when GitHub renews at $later instead of $earlier one day", async ({ earlier, later }) => {
    for (const seed of [4, 5, 6]) {
      const made = makeTrafficTruth(chanceOf(seed), { began, days: 70, busy: 9, rowCount: 4 });
      const truth = { ...made, renewedAt: (day: number) => (day < 30 ? earlier : later) * hourMs };
      const ledger = createTransientLedger();
      await fetchAt(truth, every(1, 0, 70), ledger);
      const days = await derived(ledger);
      expect(wrong(truth, days, 0)).toEqual([]);
      expect(days.length).toBeGreaterThan(4 * 27);
    }
  });

  it("keep a table only when it is news, and once per renewal", async () => {
    const truth = makeTrafficTruth(chanceOf(3), { began, days: 40, busy: 9, rowCount: 2 });
    const ledger = createTransientLedger();
    await fetchAt(truth, every(1, 0, 40), ledger);
    const kept = await ledger.snapshots({ name: "referrers", part: "7", limit: 999 });
    expect(kept.length).toBeGreaterThan(40);
    expect(kept.length).toBeLessThan(82);
    expect(kept[0]?.columns).toEqual(["referrer", "count", "uniques"]);
  });

  it("are the truth, or are not there, whatever was fetched and shown", async () => {
    const story = fc.record({
      seed: fc.nat(),
      rowCount: fc.constantFrom(1, 3, 9, 11, 16),
      from: fc.constantFrom(0, 20),
      hours: fc.constantFrom(1, 2, 5),
      missed: fc.array(fc.record({ at: fc.nat(60), days: fc.constantFrom(0.2, 0.5, 1, 2, 9) }), {
        maxLength: 5,
      }),
    });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(story, async ({ seed, rowCount, from, hours, missed }) => {
        const chance = chanceOf(seed);
        const truth = makeTrafficTruth(chance, { began, days: 60, busy: 9, rowCount });
        const isMissed = (at: number) =>
          missed.some((one) => at >= began + one.at * dayMs && at < began + (one.at + one.days) * dayMs);
        const instants = every(hours, from, 60).map((at) => at + Math.floor(chance() * hourMs * 0.8));
        const ledger = createTransientLedger();
        await fetchAt(
          truth,
          instants.filter((at) => !isMissed(at)),
          ledger,
        );
        const days = await derived(ledger);
        found += days.length;
        // Where renewals come near midnight, one may be dated with the day before.
        expect([wrong(truth, days, 0), wrong(truth, days, 1)]).toContainEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(found).toBeGreaterThan(1000);
  });
});
