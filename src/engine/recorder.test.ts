import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { upOutcome } from "../../test/support/sample-check.ts";
import type { Notification } from "../core/notification.ts";
import type { Batch, RunRecord } from "../core/store.ts";
import { Recorder } from "./recorder.ts";

const record = (slot: number): RunRecord => ({
  checkId: "orders",
  location: "home",
  slot,
  startedAt: slot,
  durationMs: 1,
  outcome: upOutcome,
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

const start = () => {
  const clock = createManualClock();
  const written: Batch[] = [];
  const troubles: (string | undefined)[] = [];
  let refuse: string | undefined;
  const recorder = new Recorder({
    store: {
      write: (batch) => {
        if (refuse !== undefined) return Promise.reject(new Error(refuse));
        written.push(batch);
        return Promise.resolve();
      },
    },
    clock,
    onWritten: () => {},
    onTrouble: (message) => troubles.push(message),
  });
  return { clock, written, troubles, recorder, setRefusal: (text: string | undefined) => (refuse = text) };
};

test("what happens within a moment is written together, the later state of a check winning", async () => {
  const { clock, written, recorder } = start();
  recorder.add({ runs: [record(1)], states: [{ checkId: "orders", state: undefined }] });
  recorder.add({ runs: [record(2)], notifications: [() => Promise.resolve(notification("n"))] });
  expect(written).toEqual([]);
  await clock.advance(50);
  expect(written).toHaveLength(1);
  expect(written[0]?.runs.map(({ slot }) => slot)).toEqual([1, 2]);
  expect(written[0]?.states).toHaveLength(1);
  expect(written[0]?.notifications.map(({ id }) => id)).toEqual(["n"]);
});

test("while the store refuses nothing is lost, trouble is said once and the order stays", async () => {
  const { clock, written, troubles, recorder, setRefusal } = start();
  setRefusal("disk full");
  recorder.add({ runs: [record(1)], notifications: [() => Promise.resolve(notification("n"))] });
  await clock.advance(5_000);
  expect(recorder.trouble()).toBe("disk full");
  recorder.add({ runs: [record(2)] });
  setRefusal(undefined);
  await clock.advance(60_000);
  expect(written.flatMap(({ runs }) => runs.map(({ slot }) => slot))).toEqual([1, 2]);
  expect(written.flatMap(({ notifications }) => notifications.map(({ id }) => id))).toEqual(["n"]);
  expect(troubles).toEqual(["disk full", undefined]);
});

test("flush answers when everything is durable, or with what the store said", async () => {
  const { written, recorder, setRefusal } = start();
  recorder.add({ runs: [record(1)] });
  await recorder.flush();
  expect(written).toHaveLength(1);
  setRefusal("read-only");
  recorder.add({ runs: [record(2)] });
  await expect(recorder.flush()).rejects.toThrow("read-only");
});
