import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { dayValue } from "../../test/contracts/store-ledger.ts";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import { createSqliteStore } from "../stores/sqlite/store.ts";
import { Engine } from "./engine.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-ledger-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A check that counts its own runs in its ledger. */
const counting = sampleCheck({
  id: "commits",
  usesLedger: true,
  everyMs: 60_000,
  probe: async ({ ledger }) => {
    if (!ledger) throw new Error("There is no ledger");
    const value = Number((await ledger.memo("count")) ?? 0) + 1;
    await ledger.write({ days: [dayValue({ value })], memos: { count: String(value) } });
    return { ...upOutcome, readings: [{ name: "commits", value, unit: "count" }] };
  },
});

const startEngine = async (store = createSqliteStore({ path })) => {
  const clock = createManualClock();
  const log: string[] = [];
  const engine = new Engine({
    config: sampleConfig({ checks: [counting] }),
    store,
    clock,
    newId: () => "id",
    random: () => 0,
    render: () => {
      throw new Error("Nobody is told");
    },
    redact: (text) => text,
    reach: () => Promise.resolve(true),
    log: (line) => log.push(line),
  });
  await engine.start();
  return { engine, store, clock };
};

it("gives a run its check's ledger, which outlives the process", async () => {
  const first = await startEngine();
  expect((await first.engine.runNow("commits"))?.readings[0]?.value).toBe(1);
  expect((await first.engine.runNow("commits"))?.readings[0]?.value).toBe(2);
  await first.engine.stop();
  const second = await startEngine();
  expect((await second.engine.runNow("commits"))?.readings[0]?.value).toBe(3);
  expect(await second.store.ledger.changes(0, 9)).toMatchObject([{ checkId: "commits", value: 3 }]);
  await second.engine.stop();
});

it("says nothing about the target while the store refuses what is to be kept", async () => {
  const { engine, store } = await startEngine();
  await engine.runNow("commits");
  const state = engine.check("commits")?.state.state;
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const outcome = await engine.runNow("commits");
  expect(outcome).toMatchObject({ status: "unknown", readings: [], reason: { code: "ledger-refused" } });
  expect(outcome?.reason?.detail).toMatch(
    /The store .* is in use by another process: .*\. Stop the other process/,
  );
  expect(engine.check("commits")?.state.state).toBe(state);
  other.close();
  expect(await store.ledger.of("commits").memo("count")).toBe("1");
  expect((await engine.runNow("commits"))?.readings[0]?.value).toBe(2);
  await engine.stop();
});
