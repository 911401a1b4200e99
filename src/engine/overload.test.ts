import { expect, test } from "vitest";
import { createManualClock, settle } from "../../test/support/manual-clock.ts";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Check, Probe } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { RunRecord } from "../core/store.ts";
import { createMemoryStore } from "../stores/memory/store.ts";
import { Engine } from "./engine.ts";

/** Resolves after `ms` of the clock's time; with infinity never. */
const slowProbe =
  (clock: Clock, ms: number): Probe =>
  () =>
    new Promise((resolve) => {
      if (Number.isFinite(ms)) clock.schedule(ms, () => resolve(upOutcome));
    });

const start = async (checks: (clock: Clock) => readonly Check[], total: number, perHost: number) => {
  const manual = createManualClock();
  let stalledMs = 0;
  const clock: Clock = {
    now: () => manual.now() + stalledMs,
    monotonic: () => manual.monotonic() + stalledMs,
    schedule: manual.schedule,
  };
  const written: RunRecord[] = [];
  const states: string[] = [];
  const memory = createMemoryStore();
  const engine = new Engine({
    config: sampleConfig({ concurrency: { total, perHost, workers: 0 }, checks: checks(clock) }),
    store: {
      ...memory,
      write: (batch) => {
        written.push(...batch.runs);
        states.push(...batch.states.map(({ checkId }) => checkId));
        return Promise.resolve();
      },
    },
    clock,
    newId: () => "id",
    random: () => 0,
    render: () => ({
      card: { state: "problem", severity: "down", headline: "", summary: "", fields: [] },
      note: "",
    }),
    redact: (text) => text,
    reach: () => Promise.resolve(true),
    log: () => {},
  });
  await engine.start();
  const began = written.length;
  return {
    engine,
    written,
    states,
    began,
    advance: manual.advance,
    stall: (ms: number) => void (stalledMs += ms),
    now: () => clock.now(),
  };
};

const codeOf = ({ outcome }: RunRecord) => outcome.reason?.code ?? outcome.status;

/** Each slot of each check is told once: as a run or as missed. */
const expectEachSlotOnce = (written: readonly RunRecord[]) => {
  const slots = written.map(({ checkId, slot }) => `${checkId} ${slot}`);
  expect(new Set(slots).size).toBe(slots.length);
};

test("three times more runs than there is room for: late and missed ones show, all checks get their turns", async () => {
  const { engine, written, advance } = await start(
    (clock) =>
      Array.from({ length: 60 }, (_, n) =>
        sampleCheck({ id: `check-${n}`, host: `host-${n}`, everyMs: 10_000, probe: slowProbe(clock, 1000) }),
      ),
    2,
    2,
  );
  await advance(300_000);
  const { runsTotal, runsMissedTotal, runsWaiting, runsInFlight, latenessP50Ms, latenessP99Ms } =
    engine.vitals();
  // Two at a time, a second each: 600 of the 1,800 slots.
  expect(runsTotal).toBeGreaterThan(590);
  expect(runsTotal).toBeLessThanOrEqual(600);
  expect(runsMissedTotal).toBeGreaterThan(1000);
  expect(runsInFlight).toBe(2);
  expect(runsWaiting).toBeLessThanOrEqual(58);
  expect(latenessP50Ms).toBeGreaterThan(5000);
  expect(latenessP99Ms).toBeLessThan(60_000);
  expectEachSlotOnce(written);
  const perCheck = Map.groupBy(
    written.filter((run) => codeOf(run) === "up"),
    ({ checkId }) => checkId,
  );
  const counts = [...perCheck.values()].map((runs) => runs.length);
  expect(counts).toHaveLength(60);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});

test("hosts that hang cost others nothing while there is room for what they may hold", async () => {
  const { engine, written, advance } = await start(
    (clock) => [
      ...Array.from({ length: 40 }, (_, n) =>
        sampleCheck({ id: `dead-${n}`, host: "dead", timeoutMs: 9000, probe: slowProbe(clock, Infinity) }),
      ),
      ...Array.from({ length: 40 }, (_, n) =>
        sampleCheck({ id: `fine-${n}`, host: "fine", probe: slowProbe(clock, 20) }),
      ),
    ],
    6,
    4,
  );
  await advance(120_000);
  const fine = written.filter(({ checkId }) => checkId.startsWith("fine"));
  expect(fine.every((run) => codeOf(run) === "up")).toBe(true);
  expect(fine.length).toBeGreaterThanOrEqual(40 * 11);
  expect(Math.max(...fine.map(({ startedAt, slot }) => startedAt - slot))).toBeLessThan(500);
  const dead = new Set(written.filter(({ checkId }) => checkId.startsWith("dead")).map(codeOf));
  expect(dead).toEqual(new Set(["run-timeout", "run-missed"]));
  expect(engine.vitals().runsInFlight).toBeLessThanOrEqual(6);
  expectEachSlotOnce(written);
});

test("after a stall and after a sleep no slot is run twice and nothing waits for ever", async () => {
  const { engine, written, advance, stall } = await start(
    (clock) =>
      Array.from({ length: 100 }, (_, n) => sampleCheck({ id: `check-${n}`, probe: slowProbe(clock, 50) })),
    10,
    10,
  );
  for (const ms of [4000, 0, 30_000, 7000, 3_600_000]) {
    await advance(33_000);
    stall(ms);
  }
  await advance(30_000);
  expectEachSlotOnce(written);
  expect(engine.vitals()).toMatchObject({ runsWaiting: 0, latenessP99Ms: expect.any(Number) });
  expect(engine.vitals().latenessMaxMs).toBeLessThanOrEqual(10);
  expect(engine.checks().every(({ state }) => state.state === "up")).toBe(true);
});

test("a check that stays up is written twice in all, however long it runs; a reload writes nothing", async () => {
  const { engine, states, advance } = await start(() => [sampleCheck()], 10, 10);
  await advance(200_000);
  expect(engine.vitals().runsTotal).toBeGreaterThan(15);
  expect(states).toEqual(["orders", "orders"]);
  await engine.reload(engine.config());
  await settle();
  await advance(20_000);
  expect(states).toHaveLength(2);
});

test("counts, groups, problems and pages follow what happens", async () => {
  const down = () => Promise.resolve({ ...upOutcome, status: "down" as const });
  const { engine, advance } = await start(
    () => [
      sampleCheck({ id: "a", group: "Shop" }),
      sampleCheck({ id: "b", group: "Shop", probe: down }),
      sampleCheck({ id: "c" }),
      sampleCheck({ id: "d", group: "Shop" }),
      sampleCheck({ id: "e", paused: true }),
    ],
    10,
    10,
  );
  expect(engine.tally()).toMatchObject({ pending: 4, paused: 1, up: 0 });
  await advance(30_000);
  expect(engine.tally()).toMatchObject({ up: 3, down: 1, paused: 1, pending: 0 });
  expect(engine.groups()).toMatchObject([
    { group: "Shop", checks: 3, tally: { up: 2, down: 1 } },
    { checks: 2, tally: { up: 1, paused: 1 } },
  ]);
  const idsOf = (list: readonly { readonly check: Check }[]) => list.map(({ check }) => check.id);
  expect(idsOf(engine.problems(5))).toEqual(["b"]);
  const first = engine.page({ group: "Shop", limit: 2 });
  expect(idsOf(first.items)).toEqual(["a", "b"]);
  expect(first.next).toBe("b");
  const second = engine.page({ group: "Shop", after: "b", limit: 2 });
  expect(idsOf(second.items)).toEqual(["d"]);
  expect(second.next).toBeUndefined();
  expect(idsOf(engine.page({ limit: 9 }).items)).toEqual(["c", "e"]);
  expect(engine.page({ group: "Shop", after: "nobody", limit: 2 }).items).toEqual([]);
  const silence = { checkId: "*", from: 0, until: Number.MAX_SAFE_INTEGER, by: "me" };
  await engine.silence(silence);
  expect(engine.tally().silenced).toBe(5);
  await engine.reload({ ...engine.config(), checks: [sampleCheck({ id: "c" })] });
  expect(engine.tally()).toMatchObject({ up: 1, down: 0, paused: 0, silenced: 1 });
  expect(engine.groups()).toHaveLength(1);
  expect(engine.problems(5)).toEqual([]);
});
