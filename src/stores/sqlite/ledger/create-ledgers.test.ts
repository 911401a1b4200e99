import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  changesOf,
  dayValue,
  entry,
  ledgerWrites,
  snapshot,
} from "../../../../test/contracts/store-ledger.ts";
import { batch, run, t0 } from "../../../../test/contracts/store-samples.ts";
import type { Store } from "../../../core/store.ts";
import { createMemoryStore } from "../../memory/store.ts";
import { createSqliteStore } from "../store.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-ledger-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const answers = async (store: Store) => {
  const always = { from: "0000-01-01", to: "9999-12-31" };
  const ledgers = ["commits", "traffic"].map(async (checkId) => ({
    series: await store.ledger.series(checkId),
    commits: await store.ledger.of(checkId).days({ ...always, reading: "commits" }),
    views: await store.ledger.of(checkId).days({ from: "2026-01-01", to: "2026-06-10", reading: "views" }),
    part: await store.ledger.of(checkId).days({ ...always, reading: "views", part: "42" }),
  }));
  return { ledgers: await Promise.all(ledgers), changes: await changesOf(store, { limit: 3 }) };
};

describe("sqlite ledger", () => {
  it("answers like the one in memory after any writes and restarts", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(ledgerWrites, fc.integer({ min: 1, max: 6 }), async (writes, restartEvery) => {
        const model = createMemoryStore();
        let store = createSqliteStore({ path });
        for (const [index, { checkId, change }] of writes.entries()) {
          if (index % restartEvery === 0) {
            await store.close();
            store = createSqliteStore({ path });
          }
          await store.ledger.of(checkId).write(change);
          await model.ledger.of(checkId).write(change);
        }
        expect(await answers(store)).toEqual(await answers(model));
        await store.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 60 },
    );
  });

  it("keeps all of a ledger over a restart and through retention", async () => {
    const change = {
      parts: [{ part: "7", title: "octo/hello" }],
      days: [dayValue({ part: "7", day: "1999-12-31" })],
      snapshots: [snapshot(t0)],
      entries: [entry("a", { url: "https://example.com/a" })],
      memos: { etag: 'W/"1"' },
    };
    let store = createSqliteStore({ path });
    await store.write(batch({ runs: [run(t0)] }));
    await store.ledger.of("orders").write(change);
    await store.housekeeping.rollUp(t0 * 2, "UTC");
    while (await store.housekeeping.prune(t0 * 2, { runs: 1, hours: 1, days: 1, incidents: 1 }, 50));
    await store.close();
    store = createSqliteStore({ path });
    const ledger = store.ledger.of("orders");
    expect(await ledger.parts()).toEqual(change.parts);
    expect(await ledger.days({ reading: "commits", from: "1999-12-31", to: "2000-01-01" })).toEqual(
      change.days,
    );
    expect(await ledger.snapshots({ name: "referrers", part: "7", limit: 9 })).toEqual(change.snapshots);
    expect(await ledger.entries(9)).toEqual(change.entries);
    expect(await ledger.memo("etag")).toBe('W/"1"');
    await store.close();
  });

  it("undoes all of a write that the disk did not take, and goes on with the sequence", async () => {
    const store = createSqliteStore({ path, maxBytes: 400_000 });
    const ledger = store.ledger.of("orders");
    await ledger.write({ days: [dayValue()], memos: { progress: "1" } });
    const many = Array.from({ length: 10_000 }, (_, index) => dayValue({ part: `part ${index}` }));
    await expect(
      store.ledger.of("new").write({ days: many, memos: { progress: "2" } }),
    ).rejects.toMatchObject({ name: "StoreError", code: "store-full" });
    expect(await ledger.memo("progress")).toBe("1");
    expect(await changesOf(store)).toHaveLength(1);
    await store.ledger.of("new").write({ days: [dayValue()] });
    expect((await changesOf(store)).map(({ checkId, sequence }) => [checkId, sequence])).toEqual([
      ["orders", 1],
      ["new", 2],
    ]);
    await store.close();
  });

  it("can be read by a person", async () => {
    const store = createSqliteStore({ path });
    await store.ledger
      .of("commits")
      .write({ days: [dayValue({ part: "7" })], parts: [{ part: "7", title: "octo/hello" }] });
    await store.close();
    const db = new DatabaseSync(path, { readOnly: true });
    expect({ ...db.prepare("SELECT * FROM readable_ledger").get() }).toEqual({
      check: "commits",
      reading: "commits",
      part: "7",
      title: "octo/hello",
      day: "2026-06-10",
      value: 3,
      unit: "count",
      provisional: 0,
    });
    db.close();
  });
});
