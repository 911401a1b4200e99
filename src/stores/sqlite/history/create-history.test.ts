import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  badOutcome,
  goodOutcome,
  hourMs,
  minuteMs,
  run,
  t0,
} from "../../../../test/contracts/store-samples.ts";
import type { RunRecord } from "../../../core/store.ts";
import { openDatabase, type Database } from "../database.ts";
import { createDictionary } from "../dictionary.ts";
import { createRuns } from "../runs.ts";
import { createHistory, type History } from "./create-history.ts";
import { RunFields } from "./run-fields.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-history-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly db: Database;
  readonly history: History;
  write(runs: readonly RunRecord[]): void;
  list(checkId: string): Promise<readonly (readonly [number, number])[]>;
}

/** Opens the history; from the given count on, every transaction that moves runs fails, as at the end of a process. */
const open = (movesLeft = Number.POSITIVE_INFINITY, mostArenaBytes?: number): Opened => {
  const real = openDatabase({ path });
  let left = movesLeft;
  const db: Database = {
    ...real,
    rearrange: (work) => {
      if (left-- <= 0) throw new Error("The process ended");
      return real.rearrange(work);
    },
  };
  const names = createDictionary(db);
  const history = createHistory(db, names, mostArenaBytes === undefined ? {} : { mostArenaBytes });
  const runs = createRuns(db, names, history);
  return {
    db,
    history,
    write: (records) => {
      db.transaction(() => history.write(records));
      history.accept();
    },
    list: async (checkId) =>
      (await runs.list({ checkId, limit: 10_000 })).items.map(({ slot, durationMs }) => [slot, durationMs]),
  };
};

const checkIds = Array.from({ length: 30 }, (_, index) => `check-${index}`);

/** Minutes of all checks, the duration telling which writing it was. */
const minutes = (from: number, to: number, durationMs: number): readonly RunRecord[] =>
  checkIds.flatMap((checkId, index) =>
    Array.from({ length: to - from }, (_, minute) =>
      run(t0 + (from + minute) * minuteMs + index, {
        checkId,
        durationMs,
        outcome: minute % 20 === 3 ? badOutcome : goodOutcome(),
      }),
    ),
  );

const count = (db: Database, table: string): number =>
  db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? 0;

describe("the history of runs", () => {
  it("moves runs from the journal to windows and to blocks of hours", async () => {
    const { db, history, write, list } = open();
    write(minutes(0, 75, 1));
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([0, 0]);
    await history.keep(t0 + 50 * minuteMs + 59_999);
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([4 * 30, 0]);
    await history.keep(t0 + 76 * minuteMs);
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([30, 30]);
    expect(history.closedUntil()).toBe(t0 + 70 * minuteMs);
    expect(await list("check-7")).toHaveLength(75);
    const query = [1, t0, t0 + 2 * hourMs] as const;
    expect(history.counts(...query)).toEqual({ up: 71, degraded: 0, down: 4, unknown: 0 });
    db.close();
  });

  it("loses and doubles nothing, wherever the process ends while runs are moved", async () => {
    let first = open();
    first.write(minutes(0, 75, 1));
    // Written again, in and out of the hour that is merged.
    first.write(minutes(20, 30, 2));
    first.write(minutes(62, 64, 2));
    const expected = await first.list("check-7");
    first.db.close();
    let hasEnded = true;
    for (let moves = 1; hasEnded; moves++) {
      first = open(moves);
      hasEnded = await first.history.keep(t0 + 76 * minuteMs).then(
        () => false,
        () => true,
      );
      expect(await first.list("check-7")).toEqual(expected);
      first.db.close();
      first = open(0);
      expect(await first.list("check-7")).toEqual(expected);
      first.db.close();
    }
    expect(expected).toHaveLength(75);
    expect(expected.filter(([, durationMs]) => durationMs === 2)).toHaveLength(12);
  });

  it("moves runs before their window is over when memory is short", async () => {
    const { db, history, write, list } = open(undefined, 1);
    for (let minute = 0; minute < 75; minute++) {
      write(minutes(minute, minute + 1, 1));
      if (minute % 3 === 0) await history.keep(t0 + (minute + 1) * minuteMs);
    }
    await history.keep(t0 + 75 * minuteMs + 30_000);
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([2 * 30, 30]);
    expect(await list("check-7")).toHaveLength(75);
    expect(count(db, "latest_runs")).toBe(30);
    expect(history.latest(8, new RunFields())).toBe(true);
    db.close();
    const again = open();
    expect(await again.list("check-7")).toHaveLength(75);
    again.db.close();
  });

  it("tells of runs before what was closed, also after a restart", async () => {
    const first = open();
    await first.history.keep(t0 + hourMs + minuteMs);
    first.db.close();
    const { db, history, write } = open();
    const late: number[] = [];
    history.onLate((_, slot) => late.push(slot - t0));
    write([run(t0 - 1), run(t0 + hourMs - 1), run(t0 + hourMs)]);
    expect(late).toEqual([-1, hourMs - 1]);
    db.close();
  });

  it("writes the journal over its dead rows, and keeps it short", async () => {
    const { db, history, write } = open();
    const rows: number[] = [];
    for (let minute = 0; minute < 5 * 60; minute++) {
      for (const part of [0, 10, 20]) write(minutes(minute, minute + 1, 1).slice(part, part + 10));
      if (minute % 2 === 0) await history.keep(t0 + minute * minuteMs);
      if (minute % 60 === 59) rows.push(count(db, "run_journal"));
    }
    expect(Math.max(...rows.slice(1))).toBeLessThan(3 * 60);
    db.close();
  });

  it("forgets what was written in a transaction that was undone", async () => {
    const { db, history, write, list } = open();
    write([run(t0)]);
    const broken = () =>
      db.transaction(() => {
        history.write([run(t0, { durationMs: 7 }), run(t0 + 1)]);
        throw new Error("no");
      });
    expect(broken).toThrow("no");
    expect(await list("orders")).toEqual([[t0, 41.5]]);
    write([run(t0 + 2)]);
    expect(await list("orders")).toEqual([
      [t0 + 2, 41.5],
      [t0, 41.5],
    ]);
    db.close();
  });
});
