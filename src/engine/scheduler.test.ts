import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { sampleCheck } from "../../test/support/sample-check.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import { nextSlot, phaseOf } from "../core/schedule.ts";
import { Roster } from "./roster.ts";
import { Scheduler } from "./scheduler.ts";
import { Timetable } from "./timetable.ts";

const start = (clock: Clock, maxMissed?: number) => {
  const due: { id: string; slot: number; at: number }[] = [];
  const missed: { id: string; slots: readonly number[] }[] = [];
  const roster = new Roster();
  const scheduler = new Scheduler({
    clock,
    timetable: new Timetable(clock),
    check: (seat) => roster.check(seat),
    onDue: (_seat, check, slot) => due.push({ id: check.id, slot, at: clock.now() }),
    onMissed: (check, slots) => missed.push({ id: check.id, slots }),
    ...(maxMissed !== undefined && { maxMissed }),
  });
  const setChecks = (checks: readonly Check[]) => {
    for (const { id } of roster.seatAll(checks, (seat, check, before) => scheduler.take(seat, check, before)))
      scheduler.remove(roster.take(id));
  };
  const seat = (id: string) => roster.take(id);
  return { due, missed, scheduler, setChecks, seat };
};

const slotsOf = (id: string, everyMs: number, from: number, count: number) => {
  const first = nextSlot(from, everyMs, phaseOf(id, everyMs));
  return Array.from({ length: count }, (_, index) => first + index * everyMs);
};

/** A manual clock whose process can be stopped: meanwhile time goes on and no timer runs. */
const createStallingClock = () => {
  const manual = createManualClock();
  let stalledMs = 0;
  const clock: Clock = {
    now: () => manual.now() + stalledMs,
    monotonic: () => manual.monotonic() + stalledMs,
    schedule: (delayMs, task) => manual.schedule(delayMs, task),
  };
  return { clock, advance: manual.advance, stall: (ms: number) => void (stalledMs += ms) };
};

test("a check is due at its slots, which its id decides and a restart does not move", async () => {
  const clock = createManualClock();
  const { due, setChecks } = start(clock);
  const wanted = slotsOf("orders", 10_000, clock.now(), 3);
  setChecks([sampleCheck()]);
  await clock.advance(30_000);
  expect(due.map(({ slot }) => slot)).toEqual(wanted);
  expect(due.map(({ at }) => at)).toEqual(wanted);
  setChecks([sampleCheck()]);
  await clock.advance(10_000);
  expect(due).toHaveLength(4);
  expect(due.at(-1)?.slot).toBe((wanted[2] ?? 0) + 10_000);
});

test("a changed check runs soon and then at its slots again", async () => {
  const clock = createManualClock();
  const { due, scheduler, setChecks, seat } = start(clock);
  setChecks([sampleCheck({ everyMs: 3_600_000 })]);
  const [slot = 0] = slotsOf("orders", 3_600_000, clock.now(), 1);
  setChecks([sampleCheck({ everyMs: 3_600_000, fingerprint: "2" })]);
  await clock.advance(5_000);
  expect(due).toHaveLength(1);
  expect(scheduler.nextRunAt(seat("orders"))).toBe(slot);
});

test("running again soon does not move the slots", async () => {
  const clock = createManualClock();
  const { due, scheduler, setChecks, seat } = start(clock);
  setChecks([sampleCheck()]);
  const [first = 0] = slotsOf("orders", 10_000, clock.now(), 1);
  await clock.advance(first - clock.now());
  scheduler.recheck(seat("orders"), first + 2000);
  await clock.advance(10_000);
  expect(due.map(({ slot }) => slot - first)).toEqual([0, 2000, 10_000]);
});

test("of the slots that a clock set ahead skips the newest is run and the others are reported", async () => {
  const clock = createManualClock();
  let aheadMs = 0;
  const { due, missed, setChecks } = start({ ...clock, now: () => clock.now() + aheadMs }, 3);
  setChecks([sampleCheck()]);
  const [first = 0] = slotsOf("orders", 10_000, clock.now(), 1);
  aheadMs = 65_000;
  await clock.advance(first - clock.now());
  expect(due.map(({ slot }) => slot - first)).toEqual([60_000]);
  expect(missed.map(({ slots }) => slots.map((slot) => slot - first))).toEqual([[30_000, 40_000, 50_000]]);
  await clock.advance(10_000);
  expect(due.map(({ slot }) => slot - first)).toEqual([60_000, 70_000]);
  expect(missed).toHaveLength(1);
});

test("a clock that is set back an hour does not stop the checks", async () => {
  const clock = createManualClock();
  let setBackMs = 0;
  const { due, missed, setChecks } = start({ ...clock, now: () => clock.now() - setBackMs });
  setChecks([sampleCheck()]);
  await clock.advance(10_000);
  setBackMs = 3_600_000;
  await clock.advance(60_000);
  expect(due.length).toBeGreaterThanOrEqual(6);
  expect(missed).toEqual([]);
});

test("after a stall what fell into it comes with its spacing, beside the regular runs, not in a burst", async () => {
  const { clock, advance, stall } = createStallingClock();
  const { due, missed, setChecks } = start(clock);
  const checks = Array.from({ length: 600 }, (_, n) => sampleCheck({ id: `check-${n}`, everyMs: 60_000 }));
  setChecks(checks);
  await advance(60_000);
  const before = due.length;
  stall(20_000);
  const end = clock.now();
  await advance(20_000);
  const late = due.slice(before).filter(({ slot, at }) => at - slot > 100);
  expect(missed).toEqual([]);
  expect(late.length).toBeGreaterThan(150);
  const perSecond = Array.from({ length: 20 }, () => 0);
  for (const { at } of late) {
    const second = Math.min(19, Math.floor((at - end) / 1000));
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  expect(Math.max(...perSecond)).toBeLessThan(40);
  await advance(60_000);
  const slots = due.map(({ id, slot }) => `${id} ${slot}`);
  expect(new Set(slots).size).toBe(slots.length);
});

test("after a sleep of many intervals each check misses what passed and runs at its next slot", async () => {
  const { clock, advance, stall } = createStallingClock();
  const { due, missed, setChecks } = start(clock, 2);
  setChecks(Array.from({ length: 100 }, (_, n) => sampleCheck({ id: `check-${n}` })));
  await advance(10_000);
  const before = due.length;
  stall(3_600_000);
  await advance(500);
  expect(missed).toHaveLength(100);
  expect(missed.every(({ slots }) => slots.length === 3)).toBe(true);
  await advance(9600);
  expect(new Set(due.slice(before).map(({ id }) => id)).size).toBe(100);
  expect(due.length).toBeLessThan(before + 105);
  expect(due.slice(before).every(({ slot, at }) => at - slot <= 10)).toBe(true);
});

test("a paused check is never due and a removed one is due no more", async () => {
  const clock = createManualClock();
  const { due, setChecks } = start(clock);
  setChecks([sampleCheck(), sampleCheck({ id: "paused", paused: true })]);
  await clock.advance(10_000);
  setChecks([]);
  await clock.advance(30_000);
  expect(due.map(({ id }) => id)).toEqual(["orders"]);
  expect(clock.pending()).toBeLessThanOrEqual(1);
});
