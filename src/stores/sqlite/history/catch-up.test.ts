import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asKept, badOutcome, hourMs, minuteMs, run, t0 } from "../../../../test/contracts/store-samples.ts";
import type { RunRecord } from "../../../core/store.ts";
import { openDatabase, type Database } from "../database.ts";
import { createDictionary } from "../dictionary.ts";
import { createLatestRuns } from "../latest-runs.ts";
import { createRuns } from "../runs.ts";
import { createHistory, type History } from "./create-history.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-catch-up-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly db: Database;
  readonly history: History;
  write(runs: readonly RunRecord[]): void;
  list(checkId: string): Promise<readonly RunRecord[]>;
}

/** Opens the history as after a start: a slice of what is caught up is one row of the journal. */
const open = (file = path, attempt?: Database["answer"]): Opened => {
  const real = openDatabase({ path: file });
  const db: Database = { ...real, ...(attempt && { answer: attempt }) };
  const names = createDictionary(db);
  const history = createHistory(db, names, { catchUpSliceMs: 0 });
  const runs = createRuns(db, names, history);
  return {
    db,
    history,
    write: (records) => {
      db.transaction(() => history.write(records));
      history.accept();
    },
    list: async (checkId) => (await runs.list({ checkId, limit: 10_000 })).items,
  };
};

const rows = 20;

/** Leaves a journal of so many rows, as after the end of a process. */
const leaveJournal = (): void => {
  const { db, write } = open();
  for (let row = 0; row < rows; row++) write([run(t0 + row * minuteMs, { outcome: badOutcome })]);
  db.close();
};

const count = (db: Database, table: string): number =>
  db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? 0;

const slots = (runs: readonly RunRecord[]): readonly number[] => runs.map(({ slot }) => slot);

/** Newest first. */
const allSlots = Array.from({ length: rows }, (_, row) => t0 + (rows - 1 - row) * minuteMs);

describe("a journal that is read beside other work", () => {
  it("answers no question before its last row is read, and then all of it", async () => {
    leaveJournal();
    const { db, history, list } = open();
    let isRead = false;
    const latest = history.read(() => (isRead = true));
    for (let turn = 0; turn < rows / 2; turn++) await nextTurn();
    expect(isRead).toBe(false);
    expect(slots(await list("orders"))).toEqual(allSlots);
    await latest;
    expect(isRead).toBe(true);
    db.close();
  });

  it("takes runs meanwhile: new ones, and others instead of those that are not read yet", async () => {
    leaveJournal();
    const { db, history, write, list } = open();
    const [first, second, next] = [run(t0), run(t0 + minuteMs), run(t0 + rows * minuteMs)];
    write([first]);
    const reading = history.read(() => undefined);
    await nextTurn();
    write([second, next]);
    write([next]);
    await reading;
    const found = await list("orders");
    expect(slots(found)).toEqual([next.slot, ...allSlots]);
    expect(found.slice(-2)).toEqual([asKept(second), asKept(first)]);
    // What they said before is gone too.
    expect(count(db, "run_details")).toBe(rows - 2);
    db.close();
    const again = open();
    expect(await again.list("orders")).toEqual(found);
    again.db.close();
  });

  it("forgets what was undone meanwhile", async () => {
    leaveJournal();
    const { db, history, write, list } = open();
    const reading = history.read(() => undefined);
    await nextTurn();
    const broken = () =>
      db.transaction(() => {
        history.write([run(t0), run(t0 + hourMs)]);
        throw new Error("no");
      });
    expect(broken).toThrow("no");
    write([run(t0 + 2 * hourMs)]);
    await reading;
    const found = await list("orders");
    expect(slots(found)).toEqual([t0 + 2 * hourMs, ...allSlots]);
    expect(found.at(-1)).toEqual(run(t0, { outcome: badOutcome }));
    db.close();
  });

  it("is packed only when all of it is read", async () => {
    leaveJournal();
    const { db, history, write, list } = open();
    const keeping = history.keep(t0 + 2 * hourMs);
    await nextTurn();
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([0, 0]);
    write([run(t0)]);
    await keeping;
    expect([count(db, "run_windows"), count(db, "run_blocks")]).toEqual([0, 1]);
    const found = await list("orders");
    expect(slots(found)).toEqual(allSlots);
    expect(found.at(-1)).toEqual(asKept(run(t0)));
    db.close();
  });

  it("can be closed midway", async () => {
    leaveJournal();
    const { db, history, write } = open();
    const reading = history.read(() => undefined);
    const keeping = history.keep(t0 + hourMs);
    await nextTurn();
    write([run(t0 + hourMs)]);
    db.close();
    const closed = { name: "StoreError", code: "store-unavailable" };
    await expect(reading).rejects.toMatchObject(closed);
    await expect(keeping).rejects.toMatchObject(closed);
    const again = open();
    expect(slots(await again.list("orders"))).toEqual([t0 + hourMs, ...allSlots]);
    again.db.close();
  });

  it("is whole in a copy that is made midway", async () => {
    leaveJournal();
    const { db, history, write } = open();
    const reading = history.read(() => undefined);
    await nextTurn();
    write([run(t0 + hourMs)]);
    await db.backup(join(folder, "copy.db"));
    await reading;
    db.close();
    const copy = open(join(folder, "copy.db"));
    expect(slots(await copy.list("orders"))).toEqual([t0 + hourMs, ...allSlots]);
    copy.db.close();
  });

  it("goes on where it failed when somebody asks again", async () => {
    leaveJournal();
    let slices = 0;
    const { db, list } = open(path, async (work) => {
      if (++slices === 5) throw new Error("no");
      return work();
    });
    await expect(list("orders")).rejects.toThrow("no");
    expect(slots(await list("orders"))).toEqual(allSlots);
    db.close();
  });

  it("knows of runs that came too seldom to be in it", async () => {
    const first = open();
    first.write([run(t0, { checkId: "weekly" })]);
    await first.history.keep(t0 + 2 * hourMs);
    first.db.close();
    const { db, history } = open();
    const latest = await history.read(() => createLatestRuns(db, createDictionary(db), history));
    expect([...latest.keys()]).toEqual(["weekly"]);
    expect(latest.get("weekly")).toEqual(asKept(run(t0, { checkId: "weekly" })));
    db.close();
  });
});

type Action =
  | { readonly kind: "write"; readonly runs: readonly RunRecord[] }
  | { readonly kind: "begin" | "turn" | "restart" | "undo" | "keep" };

const checkIds = ["orders", "mail", "dns"];

/** Few different ones, so that the same run is written again and again. */
const record: fc.Arbitrary<RunRecord> = fc
  .record({
    checkId: fc.constantFrom(...checkIds),
    location: fc.constantFrom("home", "home", "kyoto"),
    minute: fc.nat(90),
    durationMs: fc.nat(9),
    isBad: fc.boolean(),
  })
  .map(({ minute, isBad, ...change }) =>
    run(t0 + minute * minuteMs, { ...change, ...(isBad && { outcome: badOutcome }) }),
  );

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      runs: fc.array(record, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom("begin" as const, "turn", "restart", "undo", "keep") }),
  },
);

/** Does the actions one after the other, without waiting for what they begin; answers who is open in the end. */
const act = async (actions: readonly Action[], model: Map<string, RunRecord>, file: string) => {
  const waiting: Promise<unknown>[] = [];
  let opened = open(file);
  for (const next of actions) {
    const { db, history, write } = opened;
    if (next.kind === "begin") waiting.push(history.read(() => undefined).catch(() => undefined));
    if (next.kind === "keep") waiting.push(history.keep(t0 + hourMs).catch(() => undefined));
    if (next.kind === "turn") await nextTurn();
    if (next.kind === "undo")
      expect(() =>
        db.transaction(() => {
          history.write([run(t0), run(t0 + hourMs, { checkId: "gone" })]);
          throw new Error("no");
        }),
      ).toThrow("no");
    if (next.kind === "write") {
      write(next.runs);
      for (const found of next.runs)
        model.set(`${found.checkId} ${found.slot} ${found.location}`, asKept(found));
    }
    if (next.kind !== "restart") continue;
    db.close();
    opened = open(file);
  }
  // Whoever was closed has said so by now.
  await Promise.all(waiting);
  return opened;
};

it("has every run as it was written last, whatever happens while the journal is read", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 40 }), async (actions) => {
      const model = new Map<string, RunRecord>();
      const { db, list } = await act(actions, model, join(folder, `${round++}.db`));
      const expected = (checkId: string) =>
        [...model.values()]
          .filter((found) => found.checkId === checkId)
          .toSorted((a, b) => b.slot - a.slot || (a.location < b.location ? -1 : 1));
      for (const checkId of checkIds) expect(await list(checkId)).toEqual(expected(checkId));
      db.close();
    }),
    { numRuns: 150 },
  );
});
