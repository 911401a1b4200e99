import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { sampleCheck } from "../../test/support/sample-check.ts";
import { nextSlot, phaseOf } from "../core/schedule.ts";
import { createScheduler } from "./scheduler.ts";

const start = () => {
  const clock = createManualClock();
  const due: { id: string; slot: number; missed: readonly number[] }[] = [];
  const scheduler = createScheduler(clock, (check, slot, missed) => due.push({ id: check.id, slot, missed }));
  return { clock, due, scheduler };
};

const slotsOf = (id: string, everyMs: number, from: number, count: number) => {
  const first = nextSlot(from, everyMs, phaseOf(id, everyMs));
  return Array.from({ length: count }, (_, index) => first + index * everyMs);
};

test("a check is due at its slots, which its id decides and a restart does not move", async () => {
  const { clock, due, scheduler } = start();
  const wanted = slotsOf("orders", 10_000, clock.now(), 3);
  scheduler.setChecks([sampleCheck()]);
  await clock.advance(30_000);
  expect(due.map(({ slot }) => slot)).toEqual(wanted);
  scheduler.setChecks([sampleCheck()]);
  await clock.advance(10_000);
  expect(due).toHaveLength(4);
  expect(due.at(-1)?.slot).toBe((wanted[2] ?? 0) + 10_000);
});

test("a changed check runs soon and then at its slots again", async () => {
  const { clock, due, scheduler } = start();
  scheduler.setChecks([sampleCheck({ everyMs: 3_600_000 })]);
  const [slot = 0] = slotsOf("orders", 3_600_000, clock.now(), 1);
  scheduler.setChecks([sampleCheck({ everyMs: 3_600_000, fingerprint: "2" })]);
  await clock.advance(5_000);
  expect(due).toHaveLength(1);
  expect(scheduler.nextRunAt("orders")).toBe(slot);
});

test("running again soon does not move the slots", async () => {
  const { clock, due, scheduler } = start();
  scheduler.setChecks([sampleCheck()]);
  const [first = 0] = slotsOf("orders", 10_000, clock.now(), 1);
  await clock.advance(first - clock.now());
  scheduler.recheck("orders", first + 2000);
  await clock.advance(10_000);
  expect(due.map(({ slot }) => slot - first)).toEqual([0, 2000, 10_000]);
});

test("slots that passed while the machine slept are reported, not replayed", async () => {
  const { clock, due } = start();
  const sleeping = { ...clock };
  let asleepMs = 0;
  const scheduler = createScheduler(
    { ...sleeping, now: () => clock.now() + asleepMs },
    (check, slot, missed) => due.push({ id: check.id, slot, missed }),
    3,
  );
  scheduler.setChecks([sampleCheck()]);
  const [first = 0] = slotsOf("orders", 10_000, clock.now(), 1);
  asleepMs = 65_000;
  await clock.advance(first - clock.now());
  expect(due).toEqual([
    { id: "orders", slot: first, missed: [first + 40_000, first + 50_000, first + 60_000] },
  ]);
  await clock.advance(10_000);
  expect(due[1]).toEqual({ id: "orders", slot: first + 70_000, missed: [] });
});

test("a clock that is set back an hour does not stop the checks", async () => {
  const { clock, due } = start();
  let setBackMs = 0;
  const scheduler = createScheduler({ ...clock, now: () => clock.now() - setBackMs }, (check, slot, missed) =>
    due.push({ id: check.id, slot, missed }),
  );
  scheduler.setChecks([sampleCheck()]);
  await clock.advance(10_000);
  setBackMs = 3_600_000;
  await clock.advance(60_000);
  expect(due.length).toBeGreaterThanOrEqual(6);
  expect(due.every(({ missed }) => missed.length === 0)).toBe(true);
});

test("a paused check is never due and a removed one is due no more", async () => {
  const { clock, due, scheduler } = start();
  scheduler.setChecks([sampleCheck(), sampleCheck({ id: "paused", paused: true })]);
  await clock.advance(10_000);
  scheduler.setChecks([]);
  await clock.advance(30_000);
  expect(due.map(({ id }) => id)).toEqual(["orders"]);
  expect(clock.pending()).toBeLessThanOrEqual(1);
});
