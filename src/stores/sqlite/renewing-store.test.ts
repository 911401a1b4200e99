import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeStore } from "../../../test/contracts/store.ts";
import {
  badOutcome,
  batch,
  incident,
  notification,
  run,
  state,
  t0,
} from "../../../test/contracts/store-samples.ts";
import type { Store } from "../../core/store.ts";
import { dayValue, entry, snapshot } from "../../../test/contracts/store-ledger.ts";
import { createRenewingStore } from "./renewing-store.ts";

describeStore("renewing SQLite", () => createRenewingStore({ path: ":memory:" }));

let folder: string;
let path: string;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-renewing-"));
  path = join(folder, "hinomi.db");
  now = Date.UTC(2026, 10, 22, 7, 30);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Store => createRenewingStore({ path }, () => now);
const aside = "hinomi.db.damaged-20261122-073000";

const known = batch({
  runs: Array.from({ length: 200 }, (_, index) => run(t0 + index * 1000, { outcome: badOutcome })),
  states: [{ checkId: "orders", state: state({ state: "down", incident: incident(t0) }) }],
  incidents: [incident(t0)],
  notifications: [notification("n1"), notification("n2", { sequence: 2 })],
});

/** A store that was written to and closed. */
const closedStore = async (): Promise<void> => {
  const store = open();
  await store.write(known);
  await store.accounts.createFirstUser({ name: "ada", passwordHash: "hash" });
  await store.close();
};

const garble = (from: number): void => {
  const file = openSync(path, "r+");
  const garbage = new Uint8Array(statSync(path).size - from).fill(0xa5);
  writeSync(file, garbage, 0, garbage.length, from);
  closeSync(file);
};

/** The pages of a table and its indices, as SQLite numbers them. */
const garbleTables = (like: string): void => {
  const connection = new DatabaseSync(path);
  const pages = connection
    .prepare("SELECT rootpage AS page FROM sqlite_schema WHERE tbl_name LIKE ? AND rootpage > 0")
    .all(like);
  connection.close();
  const file = openSync(path, "r+");
  for (const { page } of pages)
    writeSync(file, new Uint8Array(4096).fill(0xa5), 0, 4096, (Number(page) - 1) * 4096);
  closeSync(file);
};

/** What a table's rows have beyond their first page. */
const garbleOverflow = (table: string): void => {
  const connection = new DatabaseSync(path);
  const [first] = connection
    .prepare("SELECT pageno AS page FROM dbstat WHERE name = ? AND pagetype = 'overflow' ORDER BY path")
    .all(table);
  connection.close();
  const file = openSync(path, "r+");
  writeSync(file, new Uint8Array(4096).fill(0xa5), 0, 4096, (Number(first?.["page"]) - 1) * 4096);
  closeSync(file);
};

const renewed = (code: string, text: string) =>
  expect.objectContaining({
    name: "StoreError",
    code,
    renewed: true,
    message: expect.stringContaining(text),
  });

describe("a damaged database", () => {
  it.each([
    ["no header", 0],
    ["nothing behind its first page", 4096],
  ])(
    "with %s is set aside at the start as it is; the watch stands, and who writes is told once",
    async (_, from) => {
      await closedStore();
      garble(from);
      const bytes = readFileSync(path);
      const store = open();
      expect((await store.states()).size).toBe(0);
      await expect(store.write(known)).rejects.toEqual(renewed("store-damaged", join(folder, aside)));
      await store.write(known);
      expect((await store.states()).size).toBe(1);
      await store.close();
      expect(readFileSync(join(folder, aside)).equals(bytes)).toBe(true);
      await open().close();
      expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual([aside]);
    },
  );

  it("is noticed when runs are asked for that the process before left in its journal", async () => {
    const first = open();
    const runs = Array.from({ length: 2000 }, (_, index) => run(t0 + index * 1000));
    await first.write({ ...known, runs });
    await first.close();
    garbleOverflow("run_journal");
    const store = open();
    expect((await store.states()).size).toBe(1);
    await store.write(batch({ runs: [run(t0 - 1)] }));
    expect(await store.runs.list({ checkId: "orders", limit: 1 })).toEqual({ items: [] });
    await expect(store.write(known)).rejects.toEqual(renewed("store-damaged", "1 check states"));
    await store.write(known);
    expect((await store.runs.list({ checkId: "orders", limit: 9 })).items).toHaveLength(9);
    await store.close();
    expect(readdirSync(folder)).toContain(aside);
  });

  it("is noticed while it is in use; what can be read of it is brought over", async () => {
    await closedStore();
    garbleTables("%incident_events%");
    const store = open();
    const event = { incidentId: incident(t0).id, at: t0, kind: "opened" } as const;
    const write = () => store.write(batch({ events: [event] }));
    await expect(write()).rejects.toEqual(renewed("store-damaged", "2 notifications, 1 users"));
    await write();
    expect(await store.incidents.events(incident(t0).id)).toEqual([event]);
    expect(new Map(await store.states())).toEqual(new Map([["orders", known.states[0]?.state]]));
    expect((await store.outbox.owed()).map(({ id }) => id)).toEqual(["n1", "n2"]);
    expect(await store.accounts.user("ada")).toEqual({ name: "ada", passwordHash: "hash" });
    expect(existsSync(join(folder, aside))).toBe(true);
    await store.close();
  });

  it("brings over what can be read of its ledgers, but no memos", async () => {
    await closedStore();
    const before = open();
    await before.ledger.of("traffic").write({
      parts: [{ part: "7", title: "octo/hello" }],
      days: [dayValue({ part: "7" }), dayValue({ part: "8" })],
      entries: [entry("a")],
      snapshots: [snapshot(t0)],
      memos: { filled: "to 2026" },
    });
    await before.close();
    garbleTables("%incident_events%");
    const store = open();
    const ledger = store.ledger.of("traffic");
    const event = { incidentId: incident(t0).id, at: t0, kind: "opened" } as const;
    await expect(store.write(batch({ events: [event] }))).rejects.toEqual(
      renewed("store-damaged", "1 ledger parts, 2 ledger days, 1 ledger snapshots, 1 ledger entries"),
    );
    const days = { reading: "commits", from: "2026-01-01", to: "2027-01-01" };
    expect(await ledger.days(days)).toEqual([dayValue({ part: "7" }), dayValue({ part: "8" })]);
    expect(await ledger.memo("filled")).toBeUndefined();
    // The clock moves on: at most one file a minute is set aside.
    now += 120_000;
    await store.close();
    garbleTables("%ledger_days%");
    const again = open();
    // A ledger that finds the damage goes on with the new file; who writes from memory is told.
    await again.ledger.of("traffic").write({ days: [dayValue({ part: "9" })] });
    expect(await again.ledger.of("traffic").days(days)).toEqual([dayValue({ part: "9" })]);
    expect(await again.ledger.of("traffic").entries(9)).toEqual([entry("a")]);
    await expect(again.write(known)).rejects.toEqual(renewed("store-damaged", "1 ledger parts, 1 ledger"));
    await again.close();
  });

  it("is noticed by a reader, and the next who writes is told", async () => {
    await closedStore();
    garbleTables("incidents");
    const store = open();
    expect(await store.incidents.list({ limit: 1 })).toEqual({ items: [] });
    await expect(store.outbox.add([])).rejects.toEqual(renewed("store-damaged", aside));
    await store.write(known);
    await store.close();
  });

  it("is noticed when the file was emptied under us", async () => {
    await closedStore();
    const store = open();
    truncateSync(path, 0);
    await expect(store.write(known)).rejects.toMatchObject({ code: "store-damaged" });
    await store.write(known).catch(() => undefined);
    await store.write(known);
    expect((await store.states()).size).toBe(1);
    await store.close();
  });

  it("does not fill a bad disk with copies of itself", async () => {
    await closedStore();
    const store = open();
    for (let round = 0; round < 5; round++) {
      await store.close();
      garble(0);
    }
    await open().close();
    garble(0);
    now += 1000;
    const again = open();
    await again.write(known).catch(() => undefined);
    await again.write(known);
    await again.close();
    expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toHaveLength(2);
  });

  it("is left alone when it never was ours", async () => {
    writeFileSync(path, "checks: []\n".repeat(1000));
    for (let round = 0; round < 2; round++)
      expect(open).toThrow(expect.objectContaining({ code: "store-damaged", renewed: false }));
    expect(readdirSync(folder)).toEqual(["hinomi.db"]);
  });
});

describe("a file in use", () => {
  const remove = () => {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  };

  it("that is deleted is written again, whole", async () => {
    const store = open();
    await store.write(known);
    remove();
    await expect(store.write(batch({ runs: [run(t0 + 3_600_000)] }))).rejects.toEqual(
      renewed("store-unavailable", "or its log was deleted while Hinomi runs"),
    );
    await store.write(batch({ runs: [run(t0 + 3_600_000)] }));
    await store.close();
    const again = open();
    expect((await again.runs.list({ checkId: "orders", limit: 999 })).items).toHaveLength(201);
    expect((await again.outbox.owed()).map(({ id }) => id)).toEqual(["n1", "n2"]);
    await again.close();
  });

  it("whose log is deleted keeps what was only there", async () => {
    const store = open();
    await store.write(known);
    rmSync(`${path}-wal`);
    await expect(store.write(batch({}))).rejects.toEqual(
      renewed("store-unavailable", "or its log was deleted"),
    );
    await store.write(batch({ runs: [run(t0 + 3_600_000)] }));
    await store.close();
    const again = open();
    expect((await again.runs.list({ checkId: "orders", limit: 999 })).items).toHaveLength(201);
    await again.close();
  });

  it("whose folder is gone is waited for", async () => {
    const store = open();
    await store.write(known);
    renameSync(folder, `${folder}-away`);
    await expect(store.write(known)).rejects.toMatchObject({ name: "StoreError", renewed: false });
    expect((await store.states()).size).toBe(1);
    renameSync(`${folder}-away`, folder);
    await store.write(known);
    await store.close();
  });

  it("that is replaced is kept under another name, and the new one is used", async () => {
    await closedStore();
    renameSync(path, join(folder, "restored.db"));
    const store = open();
    await store.write(batch({ runs: [run(t0, { checkId: "mail" })] }));
    remove();
    renameSync(join(folder, "restored.db"), path);
    await expect(store.write(batch({}))).rejects.toEqual(
      renewed("store-unavailable", "goes on with the new one"),
    );
    await store.write(batch({}));
    expect([...(await store.runs.latest()).keys()]).toEqual(["orders"]);
    await store.close();
    path = `${path}.replaced-20261122-073000`;
    const old = open();
    expect([...(await old.runs.latest()).keys()]).toEqual(["mail"]);
    await old.close();
  });
});
