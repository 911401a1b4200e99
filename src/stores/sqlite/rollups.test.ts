import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  badOutcome,
  batch,
  dayMs,
  goodOutcome,
  hourMs,
  minuteMs,
  run,
  t0,
} from "../../../test/contracts/store-samples.ts";
import type { RunRecord, Store } from "../../core/store.ts";
import { createMemoryStore } from "../memory/store.ts";
import { createSqliteStore } from "./store.ts";

let folder: string;
let path: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-rollups-"));
  path = join(folder, "hinomi.db");
  store = createSqliteStore({ path });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Later than the days are closed by more than runs are late. */
const rollUp = (now: number, zone: string) => store.housekeeping.rollUp(now + hourMs, zone);

/** Rows as a reader beside the server sees them. */
const read = (sql: string): readonly Record<string, unknown>[] => {
  const reader = new DatabaseSync(path, { readOnly: true });
  try {
    return reader
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    reader.close();
  }
};

const iso = (at: unknown): string => new Date(Number(at)).toISOString();

/** Every tenth run bad, latencies that differ. */
const runsBetween = (from: number, to: number, everyMs: number): readonly RunRecord[] =>
  Array.from({ length: Math.ceil((to - from) / everyMs) }, (_, index) =>
    run(from + index * everyMs, {
      outcome: index % 10 === 3 ? badOutcome : goodOutcome(20 + ((index * 37) % 400)),
    }),
  );

const writeAll = async (runs: readonly RunRecord[], ...stores: readonly Store[]): Promise<void> => {
  for (let at = 0; at < runs.length; at += 1000)
    for (const target of stores) await target.write(batch({ runs: runs.slice(at, at + 1000) }));
};

const pruneAll = async (now: number, kept: Partial<Record<"runs" | "hours" | "days", number>>) => {
  const forever = 100 * 365 * dayMs;
  const retention = { runs: forever, hours: forever, days: forever, incidents: forever, ...kept };
  while (await store.housekeeping.prune(now, retention, 500));
};

const total = async (from: number, to: number): Promise<number> => {
  const counts = (await store.runs.counts({ checkIds: ["orders"], from, to })).get("orders");
  return counts ? counts.up + counts.degraded + counts.down + counts.unknown : 0;
};

const latency = { checkId: "orders", reading: "latency" };

describe("days", () => {
  it("are cut where clocks change: 23, 24 and 25 hours", async () => {
    for (const [from, hours] of [
      [Date.UTC(2026, 2, 8, 5), 23],
      [Date.UTC(2026, 6, 8, 4), 24],
      [Date.UTC(2026, 10, 1, 4), 25],
    ] as const) {
      await writeAll(runsBetween(from - hourMs, from + 26 * hourMs, 10 * minuteMs), store);
      await rollUp(from + 4 * dayMs, "America/New_York");
      const [day] = read(`SELECT start, ends, up + down AS runs FROM day_counts WHERE start = ${from}`);
      expect(day).toEqual({ start: from, ends: from + hours * hourMs, runs: hours * 6 });
    }
  });

  it.each(["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Tokyo", "America/St_Johns"])(
    "count every run once in %s, whatever the range's edges",
    async (zone) => {
      const model = createMemoryStore();
      await writeAll(runsBetween(t0, t0 + 4 * dayMs, 5 * minuteMs), store, model);
      await rollUp(t0 + 4 * dayMs, zone);
      expect(read("SELECT start FROM day_counts")).toHaveLength(4);
      for (let index = 0; index < 60; index++) {
        const from = t0 - hourMs + ((index * 7_919) % 5000) * minuteMs;
        const range = { from, to: from + (1 + ((index * 104_729) % 6000)) * minuteMs };
        const question = { ...range, checkIds: ["orders"] };
        expect(await store.runs.counts(question)).toEqual(await model.runs.counts(question));
        const strip = { ...range, checkId: "orders", buckets: 7 };
        expect(await store.runs.strip(strip)).toEqual(await model.runs.strip(strip));
        const line = { ...range, ...latency, points: 1 + index };
        expect(await store.runs.series(line)).toEqual(await model.runs.series(line));
      }
    },
  );

  it("are right about percentiles after many of them were merged", async () => {
    const model = createMemoryStore();
    const runs = Array.from({ length: 20_000 }, (_, index) =>
      run(t0 + index * 15_000, { outcome: goodOutcome(Math.exp((((index * 7_919) % 20_000) / 20_000) * 9)) }),
    );
    await writeAll(runs, model, store);
    await rollUp(t0 + 20_000 * 15_000, "Asia/Tokyo");
    await pruneAll(t0 + 20_000 * 15_000, { runs: hourMs, hours: dayMs });
    // A day whose runs are gone belongs to the range that it begins in.
    const query = { ...latency, from: t0 - dayMs, to: t0 + 20_000 * 15_000 };
    const [found, exact] = [await store.runs.distribution(query), await model.runs.distribution(query)];
    expect(found?.count).toBe(20_000);
    for (const name of ["p50", "p95", "p99"] as const) {
      const ratio = (found?.[name] ?? 0) / (exact?.[name] ?? 1);
      expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.01);
    }
  });

  it("are made again when a run arrives late, and are right until then", async () => {
    await writeAll(runsBetween(t0, t0 + dayMs, 10 * minuteMs), store);
    await rollUp(t0 + 3 * dayMs, "UTC");
    await store.write(batch({ runs: [run(t0 + 5 * hourMs + 7000, { outcome: goodOutcome(5000) })] }));
    expect(read("SELECT * FROM day_counts")).toHaveLength(1);
    const query = { ...latency, from: t0, to: t0 + dayMs };
    const before = [await total(t0, t0 + dayMs), await store.runs.distribution(query)];
    await rollUp(t0 + 3 * dayMs, "UTC");
    const after = [await total(t0, t0 + dayMs), await store.runs.distribution(query)];
    expect(before).toMatchObject([145, { count: 130, max: 5000 }]);
    expect(after).toMatchObject([145, { count: 130, max: 5000 }]);
    expect(read("SELECT * FROM dirty_days")).toEqual([]);
    expect(read("SELECT sum(up + degraded + down + unknown) AS runs FROM day_counts")).toEqual([
      { runs: 145 },
    ]);
  });

  it("do not change when they are made twice", async () => {
    await writeAll(runsBetween(t0, t0 + 2 * dayMs, 10 * minuteMs), store);
    const rows = async () => {
      await rollUp(t0 + 2 * dayMs, "Asia/Tokyo");
      return [read("SELECT * FROM day_counts"), read("SELECT * FROM day_readings")];
    };
    expect(await rows()).toEqual(await rows());
  });

  it("are cut again in another zone", async () => {
    await writeAll(runsBetween(t0, t0 + 4 * dayMs, 10 * minuteMs), store);
    await rollUp(t0 + 4 * dayMs, "Asia/Tokyo");
    expect(iso(read("SELECT min(start) AS start FROM day_counts")[0]?.["start"])).toMatch(/T15:00/);
    await rollUp(t0 + 4 * dayMs, "Asia/Kolkata");
    const days = read("SELECT start FROM day_counts WHERE ends - start = 86400000");
    expect(days.every(({ start }) => iso(start).includes("T18:30"))).toBe(true);
    expect(days).toHaveLength(4);
    expect(await total(t0, t0 + 4 * dayMs)).toBe(4 * 144);
  });

  it("give a chart of very many runs its points by the hour", async () => {
    const model = createMemoryStore();
    await writeAll(runsBetween(t0, t0 + 4 * dayMs, 10_000), store, model);
    await rollUp(t0 + 5 * dayMs, "Asia/Kolkata");
    const query = { ...latency, from: t0, to: t0 + 4 * dayMs };
    const found = await store.runs.series({ ...query, points: 500 });
    expect(found).toEqual(await model.runs.series({ ...query, points: 97 }));
    expect(found.stepMs).toBe(hourMs);
  });

  it("are caught up with after weeks of standing still", async () => {
    await writeAll(runsBetween(t0, t0 + 20 * dayMs, hourMs), store);
    await rollUp(t0 + 60 * dayMs, "UTC");
    expect(read("SELECT * FROM day_counts")).toHaveLength(21);
    expect(await total(t0, t0 + 60 * dayMs)).toBe(480);
    expect(read("SELECT * FROM readable_days LIMIT 1")).toEqual([
      {
        check: "orders",
        time_utc: "2026-06-10 00:00:00",
        hours: 24,
        up: 16,
        degraded: 0,
        down: 2,
        unknown: 0,
      },
    ]);
    expect(read("SELECT * FROM readable_readings LIMIT 2")).toMatchObject([
      { reading: "latency", unit: "ms", count: 16, min: 20, max: 390 },
      { reading: "status_code", unit: "code", count: 16, min: 200, mean: 200, max: 200 },
    ]);
  });

  it("take less than two bytes for each run", async () => {
    const names = ["dns", "connect", "tls", "first_byte", "latency"];
    const noise = (index: number, times: number): number =>
      Math.round(100 * times * Math.exp(((index * 7_919) % 1440) / 480)) / 100;
    const runs = Array.from({ length: 4 * 1440 }, (_, index) =>
      run(t0 + index * minuteMs, {
        outcome: {
          ...goodOutcome(),
          readings: [
            ...names.map(
              (name, place) => ({ name, value: noise(index * (place + 3), place + 1), unit: "ms" }) as const,
            ),
            { name: "status_code", value: 200, unit: "code" },
          ],
        },
      }),
    );
    await writeAll(runs, store);
    await rollUp(t0 + 5 * dayMs, "UTC");
    const [size] = read(
      "SELECT sum(length(sketch) + length(hours) + 40) AS bytes, sum(count) / 6 AS runs FROM day_readings",
    );
    expect(Number(size?.["bytes"]) / Number(size?.["runs"])).toBeLessThan(2);
  });
});

describe("pruning", () => {
  it("keeps counts and adjacent ranges right when runs and hours are gone", async () => {
    const now = t0 + 10 * dayMs;
    await writeAll(runsBetween(t0, now, 10 * minuteMs), store);
    await rollUp(now, "Asia/Kolkata");
    await pruneAll(now, { runs: 3 * dayMs, hours: 6 * dayMs });
    expect(iso(read("SELECT min(start) AS start FROM run_blocks")[0]?.["start"])).toBe(
      "2026-06-16T18:00:00.000Z",
    );
    expect(
      iso(read("SELECT min(start) AS start FROM day_counts WHERE hours IS NOT NULL")[0]?.["start"]),
    ).toBe("2026-06-13T18:30:00.000Z");
    expect(read("SELECT * FROM day_readings WHERE hours IS NOT NULL AND start < 1781375400000")).toEqual([]);
    expect(await total(t0 - dayMs, now)).toBe(1440);
    for (let cut = t0 - hourMs; cut < now; cut += 7 * hourMs + 13 * minuteMs)
      expect((await total(t0 - dayMs, cut)) + (await total(cut, now))).toBe(1440);
    const last = { from: now - dayMs + 5 * minuteMs, to: now };
    expect(await total(last.from, last.to)).toBe(143);
  });

  it("keeps charts as fine as the hours, then as the days are", async () => {
    const now = t0 + 10 * dayMs;
    await writeAll(runsBetween(t0, now, 10 * minuteMs), store);
    await rollUp(now, "UTC");
    await pruneAll(now, { runs: 2 * dayMs, hours: 6 * dayMs });
    const stepAt = async (from: number) => {
      const { stepMs, max } = await store.runs.series({
        ...latency,
        from,
        to: from + 3 * hourMs,
        points: 60,
      });
      return [stepMs, max.filter((value) => value !== null).length];
    };
    expect(await stepAt(now - dayMs)).toEqual([4 * minuteMs, 16]);
    expect(await stepAt(now - 4 * dayMs)).toEqual([hourMs, 3]);
    expect(await stepAt(t0 + 2 * dayMs)).toEqual([dayMs, 1]);
  });

  it("keeps counts over a change of the zone when runs are gone", async () => {
    const now = t0 + 6 * dayMs;
    await writeAll(runsBetween(t0, now, 10 * minuteMs), store);
    await rollUp(now, "Asia/Tokyo");
    await pruneAll(now, { runs: 2 * dayMs });
    await rollUp(now, "Asia/Kolkata");
    for (let cut = t0 - hourMs; cut < now; cut += 7 * hourMs + 13 * minuteMs)
      expect((await total(t0 - dayMs, cut)) + (await total(cut, now))).toBe(864);
  });

  it("never deletes what is still to be rolled up", async () => {
    const now = t0 + 10 * dayMs;
    await writeAll(runsBetween(t0, now, hourMs), store);
    await pruneAll(now, { runs: hourMs, hours: hourMs });
    expect((await store.runs.list({ checkId: "orders", limit: 1000 })).items).toHaveLength(240);
    await rollUp(now, "Asia/Tokyo");
    await pruneAll(now, { runs: hourMs, hours: hourMs });
    // The running day began fifteen hours ago.
    expect((await store.runs.list({ checkId: "orders", limit: 1000 })).items).toHaveLength(15);
    expect(await total(t0 - dayMs, now)).toBe(240);
  });

  it("keeps what the running day will be made from, however short the retention", async () => {
    const now = t0 + 9 * hourMs + 30 * minuteMs;
    await writeAll(runsBetween(t0, now, 10 * minuteMs), store);
    await rollUp(now, "Asia/Kolkata");
    await pruneAll(now, { runs: minuteMs, hours: minuteMs });
    await rollUp(t0 + 2 * dayMs, "Asia/Kolkata");
    await pruneAll(t0 + 2 * dayMs, { runs: minuteMs, hours: minuteMs });
    expect(read("SELECT up + down AS runs FROM day_counts")).toEqual([{ runs: 57 }]);
  });

  it("leaves a day alone that a very late run can no longer be added to", async () => {
    const now = t0 + 10 * dayMs;
    await writeAll(runsBetween(t0, now, hourMs), store);
    await rollUp(now, "UTC");
    await pruneAll(now, { runs: dayMs });
    await store.write(batch({ runs: [run(t0 + 20_000), run(t0 + 30_000), run(t0 - 5 * dayMs)] }));
    await rollUp(now, "UTC");
    expect(await total(t0, now)).toBe(240);
    expect(await total(t0 - 6 * dayMs, t0)).toBe(1);
  });

  it("comes to an end however few steps it has, whatever the number of checks", async () => {
    const runs = Array.from({ length: 300 }, (_, index) => run(t0, { checkId: `check-${index}` }));
    await store.write(batch({ runs }));
    await rollUp(t0 + dayMs, "UTC");
    const retention = { runs: dayMs, hours: dayMs, days: dayMs, incidents: dayMs };
    let calls = 0;
    while ((await store.housekeeping.prune(t0 + 30 * dayMs, retention, 10)) && calls < 1000) calls += 1;
    expect(calls).toBeLessThan(300);
  });

  it("deletes no more rows at once than it has steps, and makes a file smaller that is mostly empty", async () => {
    const runs = runsBetween(t0, t0 + dayMs, 2000).map((record) => ({ ...record, outcome: badOutcome }));
    await writeAll(runs, store);
    await rollUp(t0 + 3 * dayMs, "UTC");
    const pages = () => Number(read("PRAGMA page_count")[0]?.["page_count"]);
    const count = () => Number(read("SELECT count(*) AS runs FROM run_details")[0]?.["runs"]);
    const pagesBefore = pages();
    const retention = { runs: dayMs, hours: dayMs, days: dayMs, incidents: dayMs };
    let left = count();
    expect(left).toBe(runs.length);
    for (let more = true; more;) {
      more = await store.housekeeping.prune(t0 + 30 * dayMs, retention, 1000);
      const now = count();
      expect(left - now).toBeLessThanOrEqual(1000);
      left = now;
    }
    expect(left).toBe(0);
    expect(read("SELECT count(*) AS rows FROM day_readings")).toEqual([{ rows: 0 }]);
    expect(pages()).toBeLessThan(pagesBefore / 2);
  });
});
