import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  badOutcome,
  batch,
  dayMs,
  goodOutcome,
  hourMs,
  minuteMs,
  run,
  t0,
} from "../../../../test/contracts/store-samples.ts";
import { expectSameDistribution } from "../../../../test/support/same-distribution.ts";
import { sketchOf, type Sketch } from "../../../core/sketch.ts";
import type { RunRecord } from "../../../core/store.ts";
import { countStatuses } from "../../../core/uptime.ts";
import { createMemoryStore } from "../../memory/store.ts";
import { floorTo } from "../../grid.ts";
import { createSqliteStore } from "../store.ts";
import { initial } from "./0001-initial.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-rollups-1-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const from = floorTo(t0, dayMs);
const runsFrom = from + 26 * dayMs + 6 * hourMs;
const to = from + 30 * dayMs + 7 * hourMs;

/** As version 1 wrote it. */
const encodeSketch1 = ({ low, counts }: Sketch): Uint8Array => {
  const varint = (value: number): readonly number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
  const buckets = [...counts].flatMap((count, index) => (count > 0 ? [[low + index, count] as const] : []));
  const steps = buckets.map(([key], index) => (index === 0 ? 2 * key : key - (buckets[index - 1]?.[0] ?? 0)));
  const pairs = buckets.flatMap(([, count], index) => [...varint(steps[index] ?? 0), ...varint(count)]);
  return Uint8Array.from([1, ...varint(buckets.length), ...pairs]);
};

const runs: readonly RunRecord[] = Array.from({ length: (to - from) / (10 * minuteMs) }, (_, index) =>
  run(from + index * 10 * minuteMs, {
    outcome: index % 10 === 3 ? badOutcome : goodOutcome(20 + ((index * 37) % 400) + (index % 4) / 4),
  }),
);

/** A bucket as version 1 rolled it up. */
const rollUp = (db: DatabaseSync, level: number, start: number, ends: number): void => {
  const inside = runs.filter(({ slot }) => slot >= start && slot < ends);
  const { up, degraded, down, unknown } = countStatuses(inside.map(({ outcome }) => outcome.status));
  db.prepare("INSERT INTO rollups VALUES (1, ?, ?, ?, ?, ?, ?, ?)").run(
    level,
    start,
    ends,
    up,
    degraded,
    down,
    unknown,
  );
  for (const [index, name] of ["latency", "status_code", "dns"].entries()) {
    const values = inside.flatMap(({ outcome }) =>
      outcome.readings.filter((reading) => reading.name === name).map(({ value }) => value),
    );
    if (values.length === 0) continue;
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const sum = values.reduce((total, value) => total + value, 0);
    const rest = min === max ? [null, null, null] : [max, sum, encodeSketch1(sketchOf(values))];
    db.prepare("INSERT INTO reading_rollups VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)").run(
      index + 1,
      level,
      start,
      values.length,
      min,
      ...rest,
    );
  }
};

/** A file of version 1: days, hours of the last three weeks, runs of the last four days, and a day not rolled up yet. */
const writeVersion1 = (path: string): void => {
  const db = new DatabaseSync(path);
  db.exec(initial);
  db.exec("PRAGMA application_id = 0x48696e6f; PRAGMA user_version = 1; BEGIN");
  db.exec(`
    INSERT INTO checks VALUES (1, 'orders');
    INSERT INTO locations VALUES (1, 'home');
    INSERT INTO readings VALUES (1, 'latency', 'ms'), (2, 'status_code', 'code'), (3, 'dns', 'ms');
    INSERT INTO shapes VALUES (1, '[1,2]'), (2, '[3]');
    INSERT INTO meta VALUES ('time_zone', 'UTC'), ('horizons', '[${runsFrom}, 0, ${from + 9 * dayMs}, 0]');
  `);
  for (let start = from; start < from + 25 * dayMs; start += dayMs) rollUp(db, 3, start, start + dayMs);
  for (let start = from + 9 * dayMs; start < floorTo(to, hourMs); start += hourMs)
    rollUp(db, 2, start, start + hourMs);
  const insert = db.prepare("INSERT INTO runs VALUES (1, ?, 1, ?, ?, ?, ?, ?)");
  for (const { slot, startedAt, durationMs, outcome } of runs.filter(({ slot }) => slot >= runsFrom)) {
    const isUp = outcome.status === "up";
    const values = JSON.stringify(outcome.readings.map(({ value }) => value));
    insert.run(slot, isUp ? 0 : 3, startedAt - slot, durationMs, isUp ? 1 : 2, values);
  }
  db.exec("COMMIT");
  db.close();
};

it("keeps what version 1 rolled up, whatever is rolled up again", async () => {
  const path = join(folder, "hinomi.db");
  writeVersion1(path);
  const model = createMemoryStore();
  await model.write(batch({ runs }));
  const store = createSqliteStore({ path });
  try {
    const ask = async () => {
      const year = { from: from - 300 * dayMs, to: from + 31 * dayMs };
      const all = { ...year, checkIds: ["orders"] };
      expect(await store.runs.counts(all)).toEqual(await model.runs.counts(all));
      for (const reading of ["latency", "status_code", "dns"]) {
        const query = { ...year, checkId: "orders", reading };
        expectSameDistribution(await store.runs.distribution(query), await model.runs.distribution(query));
        const hourly = { ...query, from: from + 9 * dayMs, to, points: 500 };
        const daily = { ...query, points: 332 };
        for (const line of [hourly, daily])
          expect(await store.runs.series(line)).toEqual(await model.runs.series(line));
      }
      const strip = { checkId: "orders", from, to: from + 31 * dayMs, buckets: 31 };
      expect(await store.runs.strip(strip)).toEqual(await model.runs.strip(strip));
    };
    await ask();
    await store.housekeeping.rollUp(to + 2 * dayMs, "UTC");
    await ask();
    await store.housekeeping.rollUp(to + 2 * dayMs, "Asia/Kolkata");
    const counts = await store.runs.counts({ checkIds: ["orders"], from: 0, to: to + dayMs });
    expect(counts.get("orders")?.up).toBe(runs.filter(({ outcome }) => outcome.status === "up").length);
  } finally {
    await store.close();
  }
});
