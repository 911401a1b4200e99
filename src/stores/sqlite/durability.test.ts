import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  asKept,
  badOutcome,
  batch,
  hourMs,
  incident,
  notification,
  run,
  state,
  t0,
} from "../../../test/contracts/store-samples.ts";
import { createSqliteStore } from "./store.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-store-"));
  path = join(folder, "data", "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = batch({
  runs: [run(t0), run(t0 + 1000, { outcome: badOutcome })],
  states: [{ checkId: "orders", state: state() }],
  incidents: [incident(t0)],
  events: [{ incidentId: incident(t0).id, at: t0, kind: "opened" }],
  notifications: [notification("n1")],
});

/** A store that was written to and closed. */
const closedStore = async (): Promise<void> => {
  const store = createSqliteStore({ path });
  await store.write(written);
  await store.close();
};

const execute = (sql: string): void => {
  const connection = new DatabaseSync(path);
  connection.exec(sql);
  connection.close();
};

const currentVersion = (): number => {
  const connection = new DatabaseSync(path, { readOnly: true });
  const row = connection.prepare("PRAGMA user_version").get();
  connection.close();
  return Number(row?.["user_version"]);
};

const overwrite = (offset: number, bytes: Uint8Array): void => {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
};

describe("a store in a file", () => {
  it("keeps everything over a restart", async () => {
    await closedStore();
    const store = createSqliteStore({ path });
    const range = { from: t0, to: t0 + hourMs };
    expect((await store.runs.latest()).get("orders")).toEqual(written.runs[1]);
    expect((await store.runs.list({ checkId: "orders", limit: 9 })).items).toHaveLength(2);
    expect(await store.runs.distribution({ checkId: "orders", reading: "latency", ...range })).toMatchObject({
      count: 1,
      p50: 40,
    });
    expect(new Map(await store.states())).toEqual(new Map([["orders", state()]]));
    expect(await store.incidents.get(incident(t0).id)).toEqual(incident(t0));
    expect(await store.incidents.events(incident(t0).id)).toEqual(written.events);
    expect(await store.outbox.get("n1")).toMatchObject({ ...notification("n1"), state: "pending" });
    await store.close();
  });

  it("remembers the states of many checks", async () => {
    const states = Array.from({ length: 4100 }, (_, index) => ({
      checkId: `check-${index}`,
      state: state({ since: t0 + index }),
    }));
    const store = createSqliteStore({ path });
    expect((await store.states()).size).toBe(0);
    await store.write(batch({ states: states.slice(0, 2000) }));
    expect((await store.states()).size).toBe(2000);
    await store.write(batch({ states }));
    await store.close();
    const again = createSqliteStore({ path });
    expect(new Map(await again.states())).toEqual(new Map(states.map((row) => [row.checkId, row.state])));
    await again.close();
  });

  it("makes its folder, and files that only their owner can read", async () => {
    const store = createSqliteStore({ path });
    await store.write(written);
    for (const name of readdirSync(join(folder, "data")))
      expect(`${name} ${(statSync(join(folder, "data", name)).mode & 0o777).toString(8)}`).toBe(
        `${name} 600`,
      );
    expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it("owes again, as uncertain, what was being sent when the process ended", async () => {
    const store = createSqliteStore({ path });
    await store.write(written);
    await store.outbox.begin(["n1"]);
    await store.close();
    const again = createSqliteStore({ path });
    expect(await again.outbox.owed()).toMatchObject([
      { id: "n1", state: "pending", attempts: 1, uncertain: true },
    ]);
    await again.close();
  });

  it("writes all of a batch or nothing", async () => {
    const store = createSqliteStore({ path });
    const broken = { ...notification("n2"), sequence: Number.NaN };
    await expect(
      store.write(batch({ runs: [run(t0, { checkId: "new" })], notifications: [broken] })),
    ).rejects.toMatchObject({ name: "StoreError" });
    expect((await store.runs.list({ checkId: "new", limit: 1 })).items).toEqual([]);
    await store.write(batch({ runs: [run(t0, { checkId: "other" }), run(t0, { checkId: "new" })] }));
    expect([...(await store.runs.latest()).keys()].sort()).toEqual(["new", "other"]);
    await store.close();
  });

  it("is for one server, and free again once that is closed", async () => {
    const store = createSqliteStore({ path });
    expect(() => createSqliteStore({ path })).toThrow(
      expect.objectContaining({
        code: "store-unavailable",
        message: `The store ${path} is in use by another Hinomi`,
      }),
    );
    await store.write(written);
    await store.close();
    await createSqliteStore({ path }).close();
  });

  it("can be read by the sqlite3 tool while the server runs", async () => {
    const store = createSqliteStore({ path });
    await store.write(written);
    const reader = new DatabaseSync(path, { readOnly: true });
    const details = reader.prepare('SELECT "check", location, time_utc, reason FROM readable_details').all();
    expect(details.map((row) => ({ ...row }))).toEqual([
      { check: "orders", location: "home", time_utc: "2026-06-10 06:00:01", reason: "connect-refused" },
    ]);
    await store.housekeeping.rollUp(t0 + 2 * hourMs, "UTC");
    const blocks = reader.prepare("SELECT * FROM readable_blocks").all();
    expect(blocks).toEqual([
      expect.objectContaining({ check: "orders", time_utc: "2026-06-10 06:00:00", runs: 2, up: 1, down: 1 }),
    ]);
    reader.close();
    await store.close();
  });
});

describe("a store that cannot work", () => {
  it("says that it is full, keeps what it has, and goes on when there is room", async () => {
    await closedStore();
    const store = createSqliteStore({ path, maxBytes: statSync(path).size + 8 * 4096 });
    const outcome = { ...badOutcome, evidence: { exchange: ["x".repeat(4000)] } };
    const runs = Array.from({ length: 50 }, (_, index) => run(t0 + hourMs + index, { outcome }));
    await expect(store.write(batch({ runs }))).rejects.toMatchObject({ code: "store-full" });
    expect((await store.runs.list({ checkId: "orders", limit: 9 })).items).toHaveLength(2);
    await store.write(batch({ runs: [run(t0 + 2 * hourMs)] }));
    expect((await store.runs.latest()).get("orders")).toEqual(asKept(run(t0 + 2 * hourMs)));
    await store.close();
  });

  it("says that it is read-only", async () => {
    await closedStore();
    // Write version 3 makes a database read-only for every user, root too (sqlite.org/fileformat.html 1.3.3).
    overwrite(18, Uint8Array.of(3));
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: "store-read-only" }));
  });

  it.skipIf(process.getuid?.() === 0)("says that its file may not be written", async () => {
    await closedStore();
    chmodSync(path, 0o400);
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: "store-read-only" }));
  });

  it("says that its file is no database", async () => {
    await createSqliteStore({ path }).close();
    writeFileSync(path, "checks: []\n".repeat(1000));
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: "store-damaged" }));
  });

  it("says that it is damaged, naming the place and the remedy", async () => {
    await closedStore();
    overwrite(4096, new Uint8Array(statSync(path).size - 4096).fill(0xa5));
    const open = async () => {
      const store = createSqliteStore({ path });
      try {
        await store.write(written);
      } finally {
        await store.close();
      }
    };
    await expect(open()).rejects.toMatchObject({
      code: "store-damaged",
      message: expect.stringContaining(path),
      remedy: expect.stringContaining("Restore a backup"),
    });
  });

  it("says that a newer Hinomi wrote it, and leaves it as it is", async () => {
    await closedStore();
    const version = currentVersion();
    execute("PRAGMA user_version = 999");
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: "store-newer" }));
    execute(`PRAGMA user_version = ${version}`);
    await createSqliteStore({ path }).close();
  });

  it("does not touch the database of another program", async () => {
    await closedStore();
    execute("PRAGMA application_id = 7; PRAGMA user_version = 0");
    expect(() => createSqliteStore({ path })).toThrow("is a database of another program");
  });

  it("says that its folder cannot be made or its file opened", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const subFolder = join(folder, "sub");
    mkdirSync(subFolder);
    for (const place of [join(file, "hinomi.db"), subFolder])
      expect(() => createSqliteStore({ path: place })).toThrow(
        expect.objectContaining({ code: "store-unavailable", message: expect.stringContaining(place) }),
      );
  });
});

/** Starts a writer, kills it after `lines` acknowledgements, and answers the last number that it acknowledged. */
const writeUntilKilled = async (first: number, lines: number): Promise<number> => {
  const script = fileURLToPath(new URL("../../../test/support/store-writer.ts", import.meta.url));
  const child = spawn(process.execPath, [script, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let last = first - 1;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (last === first + lines) child.kill("SIGKILL");
  }
  await closed;
  return last;
};

describe("a store whose process is killed", () => {
  it("loses nothing that it acknowledged", { timeout: 300_000 }, async () => {
    let first = 0;
    for (let round = 0; round < 10; round++) {
      const acknowledged = await writeUntilKilled(first, 5 + round * 17);
      const store = createSqliteStore({ path });
      const latest = await store.runs.latest();
      const kept = ((latest.get("orders")?.slot ?? 0) - t0) / 10_000;
      // A batch may be on disk whose acknowledgement was not printed any more; never the other way round.
      expect(kept).toBeGreaterThanOrEqual(acknowledged);
      const range = { from: t0, to: t0 + 30 * 24 * hourMs };
      const counts = await store.runs.counts({ checkIds: ["orders", "mail"], ...range });
      expect(counts.get("orders")?.up).toBe(kept + 1);
      expect(counts.get("mail")?.down).toBe(kept + 1);
      const owed = await store.outbox.owed();
      expect(owed.map(({ id }) => id)).toEqual(Array.from({ length: kept + 1 }, (_, index) => `n${index}`));
      expect(owed.slice(first, acknowledged + 1).every(({ uncertain }) => uncertain)).toBe(true);
      await store.close();
      const check = new DatabaseSync(path, { readOnly: true });
      expect(check.prepare("PRAGMA integrity_check").get()).toMatchObject({ integrity_check: "ok" });
      check.close();
      first = kept + 1;
    }
  });
});
