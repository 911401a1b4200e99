import { expect, test } from "vitest";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { createManualClock, settle } from "../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { RunRecord, Store } from "../core/store.ts";
import { createMemoryStore } from "../stores/memory/store.ts";
import { Engine } from "./engine.ts";

/** An engine whose store knows the latest runs only when it is told to. */
const start = (latestRuns: readonly RunRecord[]) => {
  const clock = createManualClock();
  const memory = createMemoryStore();
  const { promise: history, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, RunRecord>>();
  const store: Store = { ...memory, runs: { ...memory.runs, latest: () => history } };
  const log: string[] = [];
  const engine = new Engine({
    config: sampleConfig({
      checks: ["orders", "mail"].map((id, index) =>
        sampleCheck({ id, everyMs: (index * 100 + 1) * 60_000, probe: () => Promise.resolve(upOutcome) }),
      ),
    }),
    store,
    clock,
    newId: () => "id",
    random: () => 0,
    render: () => ({
      card: { state: "problem", severity: "down", headline: "", summary: "", fields: [] },
      note: "",
    }),
    redact: (text) => text,
    reach: () => Promise.resolve(true),
    log: (line) => log.push(line),
  });
  const runs = new Map(latestRuns.map((run) => [run.checkId, run]));
  return { clock, engine, log, started: engine.start(), answer: () => resolve(runs), runs, resolve, reject };
};

const past = (checkId: string): RunRecord => ({
  checkId,
  location: "home",
  slot: 1000,
  startedAt: 1000,
  durationMs: 7,
  outcome: upOutcome,
});

test("checks run before their latest runs are known; whoever waits for the start sees both", async () => {
  const { clock, engine, started, answer } = start([past("orders"), past("mail")]);
  let isStarted = false;
  void started.then(() => (isStarted = true));
  await settle();
  await clock.advance(61_000);
  const began = engine.check("orders")?.lastRunAt;
  expect(began).toBeGreaterThan(1000);
  expect([isStarted, engine.ready(), engine.check("mail")?.lastRunAt]).toEqual([false, false, undefined]);
  answer();
  await started;
  expect(engine.ready()).toBe(true);
  expect(engine.check("mail")?.lastRunAt).toBe(1000);
  // What ran meanwhile is later than what the store had.
  expect(engine.check("orders")?.lastRunAt).toBe(began);
  await engine.stop();
});

test("a store that cannot say what the latest runs are ends the start", async () => {
  const { engine, started, reject } = start([]);
  reject(new Error("no"));
  await expect(started).rejects.toThrow("no");
  await engine.stop();
});

test("latest runs that cannot be read one by one come with the next runs", async () => {
  const { engine, log, started, resolve, runs } = start([past("orders")]);
  resolve(
    Object.assign(runs, {
      get: () => {
        throw new Error("closed");
      },
    }),
  );
  await started;
  expect(log).toEqual(["Store: closed"]);
  expect(engine.check("orders")?.lastRunAt).toBeUndefined();
  await engine.stop();
});
