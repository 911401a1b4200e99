import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { downOutcome, upOutcome } from "../../test/support/sample-check.ts";
import { initialState } from "../core/alert/reduce.ts";
import type { Notification } from "../core/notification.ts";
import { StoreError, type Batch, type RunRecord } from "../core/store.ts";
import type { BacklogBounds } from "./recorder-backlog.ts";
import { Recorder } from "./recorder.ts";

const record = (slot: number, change: Partial<RunRecord> = {}): RunRecord => ({
  checkId: "orders",
  location: "home",
  slot,
  startedAt: slot,
  durationMs: 1,
  outcome: upOutcome,
  ...change,
});

const notification = (id: string): Notification => ({
  id,
  channel: "team",
  kind: "firing",
  incidentId: "orders.1",
  sequence: 1,
  createdAt: 0,
  facts: [],
});

const notify = (id: string) => () => Promise.resolve(notification(id));
const state = (since: number, checkId = "orders") => ({ checkId, state: initialState(since) });
const full = new StoreError("store-full", "The store x cannot grow", "Free space");

const start = (bounds?: BacklogBounds) => {
  const clock = createManualClock();
  const written: Batch[] = [];
  const troubles: (string | undefined)[] = [];
  const notices: string[] = [];
  const owed: string[] = [];
  let refuse: (batch: Batch) => Error | undefined = () => undefined;
  const recorder = new Recorder({
    store: {
      write: (batch) => {
        const error = refuse(batch);
        if (error) return Promise.reject(error);
        written.push(batch);
        return Promise.resolve();
      },
    },
    clock,
    onOwed: (notifications) => owed.push(...notifications.map(({ id }) => id)),
    everything: () => [{ states: [state(1), state(1, "mail")] }, { notifications: [notification("owed")] }],
    onTrouble: (message) => troubles.push(message),
    onNotice: (message) => notices.push(message),
    ...(bounds && { bounds }),
  });
  const slots = () => written.flatMap(({ runs }) => runs.map(({ slot }) => slot));
  return {
    clock,
    written,
    slots,
    troubles,
    notices,
    owed,
    recorder,
    setRefusal: (next: typeof refuse) => (refuse = next),
  };
};

const never = () => undefined;

test("what happens within a moment is written together, the later state of a check winning", async () => {
  const { clock, written, owed, recorder } = start();
  recorder.add({ runs: [record(1)], states: [state(1)] });
  recorder.add({ runs: [record(2)], states: [state(2)], notifications: [notify("n")] });
  expect(written).toEqual([]);
  await clock.advance(50);
  expect(written).toHaveLength(1);
  expect(written[0]?.runs.map(({ slot }) => slot)).toEqual([1, 2]);
  expect(written[0]?.states).toEqual([state(2)]);
  expect(written[0]?.notifications.map(({ id }) => id)).toEqual(["n"]);
  expect(owed).toEqual(["n"]);
});

test("runs alone wait longer, unless there are many or something must be told", async () => {
  const { clock, written, recorder } = start();
  recorder.add({ runs: [record(1)] });
  await clock.advance(499);
  expect(written).toEqual([]);
  await clock.advance(1);
  expect(written).toHaveLength(1);

  recorder.add({ runs: [record(2)] });
  await clock.advance(20);
  recorder.add({ states: [state(2)] });
  await clock.advance(50);
  expect(written[1]).toMatchObject({ runs: [{ slot: 2 }], states: [{ checkId: "orders" }] });

  for (let slot = 3; slot < 300; slot++) recorder.add({ runs: [record(slot)] });
  await clock.advance(0);
  expect(written[2]?.runs).toHaveLength(297);
  expect(clock.pending()).toBe(0);
});

test("while the store refuses, nothing is lost, trouble is said once, people are told, and the order stays", async () => {
  const { clock, written, slots, troubles, owed, recorder, setRefusal } = start();
  setRefusal(() => full);
  recorder.add({ runs: [record(1)], states: [state(1)], notifications: [notify("n")] });
  await clock.advance(5_000);
  expect(recorder.trouble()).toBe("store-full: The store x cannot grow. Free space");
  expect(owed).toEqual(["n"]);
  recorder.add({ runs: [record(2)], states: [state(2)], notifications: [notify("m")] });
  await clock.advance(50);
  expect(owed).toEqual(["n", "m"]);
  setRefusal(never);
  await clock.advance(10_000);
  expect(slots()).toEqual([1, 2]);
  expect(written.flatMap(({ states }) => states)).toEqual([state(2)]);
  expect(written.flatMap(({ notifications }) => notifications.map(({ id }) => id))).toEqual(["n", "m"]);
  expect(owed).toEqual(["n", "m"]);
  expect(troubles).toEqual(["store-full: The store x cannot grow. Free space", undefined]);
  expect(recorder.counters()).toEqual({ runsDropped: 0, rowsPutAside: 0 });
});

test("held runs are bounded in count, the oldest going first; states and messages are not", async () => {
  const { clock, written, slots, recorder, setRefusal } = start({ runs: 100, bytes: 1e9 });
  setRefusal(() => full);
  for (let slot = 1; slot <= 1000; slot++) {
    recorder.add({
      runs: [record(slot)],
      states: [state(slot, `check-${slot}`)],
      notifications: [notify(`n${slot}`)],
    });
    if (slot % 100 === 0) await clock.advance(10_000);
  }
  const { runsDropped } = recorder.counters();
  expect(runsDropped).toBeGreaterThanOrEqual(900);
  expect(recorder.trouble()).toContain(`Runs given up so far, the oldest first: ${runsDropped}`);
  setRefusal(never);
  await clock.advance(10_000);
  expect(slots()).toEqual(Array.from({ length: 1000 - runsDropped }, (_, index) => runsDropped + 1 + index));
  expect(written.flatMap(({ states }) => states)).toHaveLength(1000);
  expect(written.flatMap(({ notifications }) => notifications)).toHaveLength(1000);
});

test("held runs are bounded in bytes: evidence is large", async () => {
  const { clock, recorder, setRefusal } = start({ runs: 1e6, bytes: 1e6 });
  setRefusal(() => full);
  const outcome = { ...downOutcome, evidence: { exchange: ["> GET /"], body: "x".repeat(4000) } };
  for (let slot = 1; slot <= 1000; slot++) recorder.add({ runs: [record(slot, { outcome })] });
  await clock.advance(1000);
  expect(1000 - recorder.counters().runsDropped).toBeLessThan(1e6 / 4000);
  expect(1000 - recorder.counters().runsDropped).toBeGreaterThan(100);
});

test("what the store never takes is put aside and named; everything else is written, in order", async () => {
  const { clock, slots, written, notices, owed, recorder, setRefusal } = start();
  const isBad = ({ runs, states }: Batch) =>
    runs.some(({ slot }) => slot === 13 || slot === 77) || states.some(({ checkId }) => checkId === "odd");
  setRefusal((batch) => (isBad(batch) ? new TypeError("cannot encode") : undefined));
  for (let slot = 1; slot <= 100; slot++) recorder.add({ runs: [record(slot)] });
  recorder.add({ states: [state(1, "odd"), state(1)], notifications: [notify("n")] });
  await clock.advance(50);
  expect(slots()).toEqual([]);
  expect(owed).toEqual(["n"]);
  await clock.advance(5_000);
  expect(slots()).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 1).filter((slot) => slot % 64 !== 13),
  );
  expect(written.flatMap(({ states }) => states)).toEqual([state(1)]);
  expect(written.flatMap(({ notifications }) => notifications)).toHaveLength(1);
  expect(notices).toEqual([
    "Cannot be written, put aside: run of orders at 1970-01-01T00:00:00.013Z: cannot encode",
    "Cannot be written, put aside: run of orders at 1970-01-01T00:00:00.077Z: cannot encode",
    "Cannot be written, put aside: state of odd: cannot encode",
  ]);
  expect(recorder.counters().rowsPutAside).toBe(3);
  expect(recorder.trouble()).toBeUndefined();
  expect(owed).toEqual(["n"]);
});

test("a store that takes nothing at all is waited for, whatever it says", async () => {
  const { clock, slots, recorder, setRefusal } = start();
  setRefusal(() => new TypeError("broken"));
  recorder.add({ runs: [record(1), record(2)], states: [state(1)] });
  await clock.advance(60_000);
  expect(recorder.counters().rowsPutAside).toBe(0);
  setRefusal(never);
  await clock.advance(10_000);
  expect(slots()).toEqual([1, 2]);
});

test("a disk that fills up while a batch is divided is waited for", async () => {
  const { clock, slots, recorder, setRefusal } = start();
  let writes = 0;
  setRefusal(({ runs }) =>
    ++writes > 5 ? full : runs.some(({ slot }) => slot === 5) ? new TypeError("odd") : undefined,
  );
  recorder.add({ runs: Array.from({ length: 8 }, (_, index) => record(index)) });
  await clock.advance(5_000);
  expect(recorder.trouble()).toContain("store-full");
  setRefusal(({ runs }) => (runs.some(({ slot }) => slot === 5) ? new TypeError("odd") : undefined));
  await clock.advance(60_000);
  expect(slots()).toEqual([0, 1, 2, 3, 4, 6, 7]);
  expect(recorder.counters().rowsPutAside).toBe(1);
});

test("a store that begins anew is told everything that memory knows, before what is new", async () => {
  const { clock, written, notices, recorder, setRefusal } = start();
  let isTold = false;
  setRefusal(() => {
    if (isTold) return undefined;
    isTold = true;
    return new StoreError("store-damaged", "The store x was damaged", "Look at it", { renewed: true });
  });
  recorder.add({ runs: [record(1)], states: [state(2)] });
  await clock.advance(50);
  expect(written).toMatchObject([
    { states: [{ checkId: "orders" }, { checkId: "mail" }] },
    { notifications: [{ id: "owed" }] },
    { runs: [{ slot: 1 }], states: [{ checkId: "orders", state: { since: 2 } }] },
  ]);
  expect(notices).toEqual(["store-damaged: The store x was damaged. Look at it"]);
  expect(recorder.notice()).toBe(notices[0]);
  expect(recorder.trouble()).toBeUndefined();
});

test("writes that were deferred come after the backlog, in order, once each", async () => {
  const { clock, written, recorder, setRefusal } = start();
  const done: string[] = [];
  setRefusal(() => full);
  recorder.add({ notifications: [notify("n")] });
  await clock.advance(50);
  expect(recorder.isHolding()).toBe(true);
  recorder.defer(async () => void done.push(`begin after ${written.length}`));
  let isFull = true;
  recorder.defer(async () => {
    if (isFull) throw full;
    done.push("settle");
  });
  await clock.advance(60_000);
  expect(done).toEqual([]);
  setRefusal(never);
  await clock.advance(10_000);
  expect(done).toEqual(["begin after 1"]);
  expect(recorder.isHolding()).toBe(true);
  isFull = false;
  await clock.advance(10_000);
  expect(done).toEqual(["begin after 1", "settle"]);
  expect(recorder.isHolding()).toBe(false);
});

test("flush answers when everything is durable, or with what the store said", async () => {
  const { clock, written, recorder, setRefusal } = start();
  recorder.add({ runs: [record(1)] });
  await recorder.flush();
  expect(written).toHaveLength(1);
  setRefusal(() => new Error("read-only"));
  recorder.add({ runs: [record(2)] });
  await expect(recorder.flush()).rejects.toThrow("read-only");
  setRefusal(never);
  await clock.advance(500);
  expect(written).toHaveLength(2);
});

test("at the end it says what was not written", async () => {
  const { clock, notices, recorder, setRefusal } = start();
  setRefusal(() => full);
  recorder.add({ runs: [record(1)] });
  await expect(recorder.flush()).rejects.toThrow("cannot grow");
  recorder.stop();
  expect(notices).toEqual(["Ends with 1 runs that were not written"]);
  expect(clock.pending()).toBe(0);
});
