import { expect, test } from "vitest";
import { createManualClock, settle } from "../../test/support/manual-clock.ts";
import { downOutcome, sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Check } from "../core/check.ts";
import type { Config } from "../core/config.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import type { Store } from "../core/store.ts";
import { createMemoryStore } from "../stores/memory/store.ts";
import { Engine } from "./engine.ts";

const dayMs = 86_400_000;

const start = (keptStore?: Store, clock = createManualClock()) => {
  const memory = createMemoryStore();
  // The memory store ends with close(); a restart here keeps it.
  const store: Store = keptStore ?? { ...memory, close: () => Promise.resolve() };
  const told: string[] = [];
  const log: string[] = [];
  let outcome: Outcome = upOutcome;
  let isReachable = true;
  let ids = 0;
  const check = (change: Partial<Check> = {}) =>
    sampleCheck({ probe: () => Promise.resolve(outcome), ...change });
  const config = (change: Partial<Config> = {}): Config => ({
    title: "Hinomi",
    timezone: "UTC",
    locale: "en",
    location: "home",
    server: { host: "127.0.0.1", port: 0, publicUrl: "https://hinomi.example.com/" },
    store: "memory:",
    retention: { runs: dayMs, hours: dayMs, days: dayMs, incidents: dayMs },
    concurrency: { total: 10, perHost: 10, workers: 0 },
    connectivity: [],
    channels: [
      {
        id: "team",
        type: "sample",
        title: "Team",
        group: { waitMs: 0, storm: 5 },
        fingerprint: "1",
        open: () => ({
          idempotent: true,
          deliver: ({ notification }) => {
            const [facts] = notification.facts;
            told.push([notification.kind, facts?.link].filter(Boolean).join(" "));
            return Promise.resolve({ kind: "delivered", ref: { message: "m" } });
          },
        }),
      },
    ],
    checks: [check()],
    maintenance: [],
    sinks: [],
    pages: [],
    secrets: [],
    ...change,
  });
  const create = (from: Config) =>
    new Engine({
      config: from,
      store,
      clock,
      newId: () => `id-${clock.now()}-${++ids}`,
      random: () => 0,
      render: (_config, kind) => ({
        card: { state: "problem", severity: "down", headline: kind, summary: kind, fields: [] },
        note: kind,
      }),
      redact: (text) => text,
      reach: () => Promise.resolve(isReachable),
      log: (line) => log.push(line),
    });
  return {
    clock,
    store,
    told,
    log,
    check,
    config,
    create,
    setOutcome: (next: Outcome) => (outcome = next),
    setReachable: (next: boolean) => (isReachable = next),
  };
};

const incidentId = async (store: Store) => (await store.incidents.list({ limit: 1 })).items[0]?.id ?? "none";

test("a failure is confirmed, told once with a link, and told again when it is over", async () => {
  const { clock, store, told, config, create, setOutcome } = start();
  const engine = create(config());
  await engine.start();
  await clock.advance(20_000);
  expect(engine.check("orders")?.state.state).toBe("up");
  setOutcome(downOutcome);
  await clock.advance(60_000);
  setOutcome(upOutcome);
  await clock.advance(30_000);
  const link = `https://hinomi.example.com/incidents/${await incidentId(store)}`;
  expect(told).toEqual([`firing ${link}`, `resolved ${link}`]);
  await engine.stop();
  expect(clock.pending()).toBe(0);
});

test("a restart in the middle of an incident neither forgets it nor tells it twice", async () => {
  const first = start();
  const engine = first.create(first.config());
  await engine.start();
  first.setOutcome(downOutcome);
  await first.clock.advance(40_000);
  expect(first.told).toHaveLength(1);
  await engine.stop();
  const second = start(first.store, first.clock);
  second.setOutcome(downOutcome);
  const again = second.create(second.config());
  await again.start();
  await second.clock.advance(40_000);
  expect(second.told).toEqual([]);
  second.setOutcome(upOutcome);
  await second.clock.advance(20_000);
  expect(second.told.map((text) => text.split(" ")[0])).toEqual(["resolved"]);
  await again.stop();
});

test("a check that leaves the configuration closes its incident and whoever was told is told", async () => {
  const { clock, store, told, config, create, setOutcome } = start();
  const engine = create(config());
  await engine.start();
  setOutcome(downOutcome);
  await clock.advance(40_000);
  await engine.reload(config({ checks: [] }));
  await clock.advance(1_000);
  expect(told.map((text) => text.split(" ")[0])).toEqual(["firing", "resolved"]);
  expect((await store.incidents.list({ limit: 1 })).items[0]).toMatchObject({ closedBecause: "removed" });
  expect(await store.states()).toEqual(new Map());
  await engine.stop();
});

test("a check that left while Hinomi was stopped is closed at the next start", async () => {
  const first = start();
  const engine = first.create(first.config());
  await engine.start();
  first.setOutcome(downOutcome);
  await first.clock.advance(40_000);
  await engine.stop();
  const second = start(first.store, first.clock);
  const again = second.create(second.config({ checks: [] }));
  await again.start();
  await second.clock.advance(1_000);
  expect(second.told.map((text) => text.split(" ")[0])).toEqual(["resolved"]);
  await again.stop();
});

test("a refused configuration leaves everything running and says so", async () => {
  const { clock, config, create } = start();
  const engine = create(config());
  await engine.start();
  const problem = {
    level: "error",
    file: "hinomi.yaml",
    line: 1,
    column: 1,
    path: "",
    message: "bad",
  } as const;
  engine.refuse([problem]);
  expect(engine.vitals().configProblems).toEqual([problem]);
  await clock.advance(20_000);
  expect(engine.vitals().runsTotal).toBeGreaterThan(0);
  await engine.reload(config());
  expect(engine.vitals().configProblems).toEqual([]);
  await engine.stop();
});

test("a silence holds the alert, and what is still bad at its end is told then", async () => {
  const { clock, told, config, create, setOutcome } = start();
  const engine = create(config());
  await engine.start();
  const silence = { checkId: "orders", from: clock.now(), until: clock.now() + 60_000, by: "me" };
  await engine.silence(silence);
  setOutcome(downOutcome);
  await clock.advance(59_000);
  expect(engine.check("orders")?.state.state).toBe("down");
  expect(told).toEqual([]);
  await clock.advance(2_000);
  expect(told).toHaveLength(1);
  await engine.stop();
});

test("an acknowledgement is told and kept", async () => {
  const { clock, store, told, config, create, setOutcome } = start();
  const engine = create(config());
  await engine.start();
  setOutcome(downOutcome);
  await clock.advance(40_000);
  expect(await engine.acknowledge("nothing", "me")).toBe(false);
  expect(await engine.acknowledge(await incidentId(store), "me", "on it")).toBe(true);
  await clock.advance(1_000);
  expect(told.map((text) => text.split(" ")[0])).toEqual(["firing", "acknowledged"]);
  expect(await store.incidents.get(await incidentId(store))).toMatchObject({ acknowledgedBy: "me" });
  await engine.stop();
});

test("while our own connection is down nothing is judged, and it is said once", async () => {
  const { clock, told, log, config, create, setOutcome, setReachable } = start();
  const engine = create(config({ connectivity: ["192.0.2.1:443"] }));
  await engine.start();
  await clock.advance(20_000);
  setReachable(false);
  setOutcome(failedOutcome("down", reason("connect-timeout", "no connection in 1000 ms")));
  await clock.advance(120_000);
  expect(engine.vitals().connected).toBe(false);
  expect(told).toEqual([]);
  expect(log).toHaveLength(1);
  expect(engine.check("orders")?.lastRun?.outcome.reason?.code).toBe("connectivity-lost");
  setReachable(true);
  setOutcome(upOutcome);
  await clock.advance(30_000);
  expect(engine.vitals().connected).toBe(true);
  expect(engine.check("orders")?.state.state).toBe("up");
  await engine.stop();
});

test("a test message takes the way of real ones; an unknown channel has none", async () => {
  const { clock, store, told, config, create } = start();
  const engine = create(config());
  await engine.start();
  expect(await engine.testChannel("nobody")).toBeUndefined();
  const id = await engine.testChannel("team");
  await clock.advance(100);
  expect(told).toEqual(["test"]);
  expect(await store.outbox.get(id ?? "")).toMatchObject({ state: "delivered" });
  await engine.stop();
});

test("running now joins a run in flight and is recorded like any other", async () => {
  const { clock, store, config, create } = start();
  const engine = create(config());
  await engine.start();
  const [one, two] = await Promise.all([engine.runNow("orders"), engine.runNow("orders")]);
  expect(one).toBe(two);
  await clock.advance(100);
  await settle();
  expect((await store.runs.list({ checkId: "orders", limit: 10 })).items).toHaveLength(1);
  await engine.stop();
});
