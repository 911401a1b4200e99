import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { downOutcome, sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Channel } from "../core/notifier.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Store } from "../core/store.ts";
import { createRenewingStore } from "../stores/sqlite/renewing-store.ts";
import { createSqliteStore } from "../stores/sqlite/store.ts";
import { Engine } from "./engine.ts";

let folder: string;
let path: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-trouble-"));
  path = join(folder, "hinomi.db");
  store = createSqliteStore({ path });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another program that writes to the database and takes its time: the store refuses every write meanwhile. */
const lockFile = (): (() => void) => {
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  return () => other.close();
};

/** Overwrites where a table begins: only who touches it notices. */
const garbleTable = (name: string): void => {
  const connection = new DatabaseSync(path);
  const found = connection.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = ?").get(name);
  connection.close();
  const file = openSync(path, "r+");
  writeSync(file, new Uint8Array(4096).fill(0xa5), 0, 4096, (Number(found?.["page"]) - 1) * 4096);
  closeSync(file);
};

const start = () => {
  const clock = createManualClock();
  const sent: string[] = [];
  const log: string[] = [];
  let outcome: Outcome = upOutcome;
  let ids = 0;
  const channel: Channel = {
    idempotent: false,
    deliver: ({ notification, ref }) => {
      sent.push(`${notification.kind} ${ref?.["message"] ?? "new"}`);
      return Promise.resolve({ kind: "delivered", ref: ref ?? { message: `m${sent.length}` } });
    },
  };
  const config = sampleConfig({
    retention: { runs: 1e12, hours: 1e12, days: 1e12, incidents: 1e12 },
    channels: [
      {
        id: "team",
        type: "sample",
        title: "Team",
        group: { waitMs: 0, storm: 5 },
        fingerprint: "1",
        open: () => channel,
      },
    ],
    checks: [sampleCheck({ probe: () => Promise.resolve(outcome) })],
  });
  const create = (from: Store) =>
    new Engine({
      config,
      store: from,
      clock,
      newId: () => `id-${++ids}`,
      random: () => 0,
      render: (_config, kind) => ({
        card: { state: "problem", severity: "down", headline: kind, summary: kind, fields: [] },
        note: kind,
      }),
      redact: (text) => text,
      reach: () => Promise.resolve(true),
      log: (line) => log.push(line),
    });
  return { clock, sent, log, create, setOutcome: (next: Outcome) => (outcome = next) };
};

const states = async (of: Store) =>
  (await of.outbox.list({ limit: 9 })).items.map(({ kind, state }) => `${kind} ${state}`);

test("while the store refuses, people are told the beginning and the end, on one card; afterwards nothing is sent again", async () => {
  const { clock, sent, log, create, setOutcome } = start();
  const engine = create(store);
  await engine.start();
  await clock.advance(60_000);
  const unlock = lockFile();
  setOutcome(downOutcome);
  await clock.advance(30_000);
  expect(sent).toEqual(["firing new"]);
  expect(engine.vitals().storeTrouble).toMatch(
    /^store-unavailable: The store .* is in use by another process/,
  );
  expect(engine.ready()).toBe(false);
  setOutcome(upOutcome);
  await clock.advance(30_000);
  expect(sent).toEqual(["firing new", "resolved m1"]);
  expect(await store.outbox.list({ limit: 9 })).toEqual({ items: [] });

  unlock();
  await clock.advance(30_000);
  expect(engine.vitals().storeTrouble).toBeUndefined();
  expect(log.filter((line) => line.startsWith("Store"))).toEqual([
    expect.stringContaining("Store: cannot write, trying again"),
    "Store: writing again",
  ]);
  expect(await states(store)).toEqual(["resolved delivered", "firing delivered"]);
  const [incident] = (await store.incidents.list({ limit: 9 })).items;
  expect(incident?.closedBecause).toBe("recovered");
  expect(await store.outbox.cards("team", [incident?.id ?? ""])).toMatchObject([{ ref: { message: "m1" } }]);
  await clock.advance(60_000);
  await engine.stop();
  expect(sent).toHaveLength(2);

  const again = create(createSqliteStore({ path }));
  await again.start();
  await clock.advance(60_000);
  expect(sent).toHaveLength(2);
  await again.stop();
});

test("an incident that the store knows is ended on its card while the store refuses", async () => {
  const { clock, sent, create, setOutcome } = start();
  const engine = create(store);
  await engine.start();
  setOutcome(downOutcome);
  await clock.advance(60_000);
  expect(sent).toEqual(["firing new"]);
  const unlock = lockFile();
  setOutcome(upOutcome);
  await clock.advance(30_000);
  expect(sent).toEqual(["firing new", "resolved m1"]);
  unlock();
  await clock.advance(30_000);
  expect(await states(store)).toEqual(["resolved delivered", "firing delivered"]);
  await engine.stop();
});

test("a database that is damaged is begun anew with what can be read and what memory knows, and says so", async () => {
  const { clock, sent, log, create, setOutcome } = start();
  await store.close();
  garbleTable("incident_events");
  const renewing = createRenewingStore({ path });
  const engine = create(renewing);
  await engine.start();
  setOutcome(downOutcome);
  await clock.advance(60_000);
  expect(sent).toEqual(["firing new"]);
  expect(engine.vitals().storeNotice).toMatch(/^store-damaged: .* was damaged\. It is set aside as /);
  expect(engine.vitals().storeTrouble).toBeUndefined();
  expect(log.filter((line) => line.startsWith("Store: store-damaged"))).toHaveLength(1);
  const [open] = (await renewing.incidents.list({ open: true, limit: 9 })).items;
  expect(open?.checkId).toBe("orders");
  expect((await renewing.states()).get("orders")?.state).toBe("down");

  setOutcome(upOutcome);
  await clock.advance(30_000);
  expect(sent).toEqual(["firing new", "resolved m1"]);
  expect((await renewing.incidents.get(open?.id ?? ""))?.closedBecause).toBe("recovered");
  await engine.stop();
});

test("a full disk is waited for: checks and alerts go on, and all is written once there is room", async () => {
  const { clock, sent, create, setOutcome } = start();
  await store.close();
  const small = createSqliteStore({ path, maxBytes: statSync(path).size + 40 * 4096 });
  let tokens = 0;
  const fill = async (length: number) => {
    for (;;) {
      const id = `t${++tokens}`;
      await small.accounts.saveToken({ id, name: "x".repeat(length), hash: id, createdAt: 0 });
    }
  };
  const engine = create(small);
  await engine.start();
  await clock.advance(10_000);
  for (const length of [3000, 500, 1])
    await expect(fill(length)).rejects.toMatchObject({ code: "store-full" });
  setOutcome({ ...downOutcome, evidence: { exchange: [], body: "x".repeat(4000) } });
  await clock.advance(30_000);
  expect(sent).toEqual(["firing new"]);
  expect(engine.vitals().storeTrouble).toMatch(/^store-full: .*Free space on the disk/);
  for (const { id } of await small.accounts.tokens()) await small.accounts.deleteToken(id);
  await clock.advance(30_000);
  expect(engine.vitals()).toMatchObject({ runsDropped: 0, rowsPutAside: 0 });
  expect(engine.vitals().storeTrouble).toBeUndefined();
  expect(await states(small)).toEqual(["firing delivered"]);
  await engine.stop();
});
