import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { Timetable } from "./timetable.ts";

const anySets = fc.array(
  fc.record({
    lane: fc.nat(1),
    number: fc.nat(200),
    delay: fc.option(fc.nat(5000), { nil: undefined, freq: 5 }),
  }),
  { maxLength: 200 },
);

test("calls each number once, in the order of due times, never early and no more than a batch late", async () => {
  await fc.assert(
    fc.asyncProperty(anySets, async (sets) => {
      const clock = createManualClock();
      const begin = clock.now();
      const timetable = new Timetable(clock);
      const called: { key: string; now: number }[] = [];
      const lanes = [0, 1].map((lane) =>
        timetable.lane((number) => called.push({ key: `${lane} ${number}`, now: clock.now() - begin })),
      );
      const wanted = new Map<string, number>();
      for (const { lane, number, delay } of sets)
        if (delay === undefined) {
          lanes[lane]?.delete(number);
          wanted.delete(`${lane} ${number}`);
        } else {
          lanes[lane]?.set(number, begin + delay);
          wanted.set(`${lane} ${number}`, delay);
          expect(lanes[lane]?.due(number)).toBe(begin + delay);
        }
      await clock.advance(6000);
      expect(called).toHaveLength(wanted.size);
      const late = called.map(({ key, now }) => now - (wanted.get(key) ?? Number.NaN));
      expect(late.every((ms) => ms >= 0 && ms <= 10)).toBe(true);
      const order = called.map(({ key }) => wanted.get(key) ?? 0);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test("what is due after a quiet moment comes at its time, also when the clock was set", async () => {
  const clock = createManualClock();
  let ahead = 0;
  const called: number[] = [];
  const timetable = new Timetable({ ...clock, now: () => clock.now() + ahead });
  const lane = timetable.lane(() => called.push(clock.monotonic()));
  lane.set(1, clock.now() + 500);
  ahead = -3_600_000;
  await clock.advance(600);
  expect(called).toEqual([500]);
});

test("a batch ends when its time is up, and the rest comes after the event loop had its turn", async () => {
  const clock = createManualClock();
  let spentMs = 0;
  const batches: number[] = [];
  const timetable = new Timetable({
    now: clock.now,
    monotonic: () => clock.monotonic() + spentMs,
    schedule: (delayMs, task) =>
      clock.schedule(delayMs, () => {
        batches.push(0);
        task();
      }),
  });
  const lane = timetable.lane(() => {
    spentMs += 1;
    batches.push((batches.pop() ?? 0) + 1);
  });
  for (let number = 0; number < 100; number++) lane.setIn(number, 10);
  await clock.advance(100);
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(100);
  expect(Math.max(...batches)).toBe(16);
});

test("a stopped timetable holds no timer", async () => {
  const clock = createManualClock();
  const timetable = new Timetable(clock);
  const lane = timetable.lane(() => {});
  lane.setIn(1, 10);
  expect(clock.pending()).toBe(1);
  timetable.stop();
  lane.setIn(2, 5);
  expect(clock.pending()).toBe(0);
});
