import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { createTimerQueue } from "./timer-queue.ts";

test("calls keys in the order of their due times, each once, never early", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), delay: fc.nat(5000) }), {
        maxLength: 40,
      }),
      async (sets) => {
        const clock = createManualClock();
        const start = clock.now();
        const called: { key: string; at: number; now: number }[] = [];
        const queue = createTimerQueue(clock, (key, at) => called.push({ key, at, now: clock.now() }));
        const wanted = new Map<string, number>();
        for (const { key, delay } of sets) {
          queue.set(key, start + delay);
          wanted.set(key, start + delay);
        }
        await clock.advance(6000);
        expect(called.every(({ at, now }) => now >= at)).toBe(true);
        expect(called.map(({ at }) => at)).toEqual([...wanted.values()].toSorted((a, b) => a - b));
        expect(new Map(called.map(({ key, at }) => [key, at]))).toEqual(wanted);
      },
    ),
    { numRuns: 50 },
  );
});

test("a deleted key is not called and a stopped queue holds no timer", async () => {
  const clock = createManualClock();
  const called: string[] = [];
  const queue = createTimerQueue(clock, (key) => called.push(key));
  queue.set("gone", clock.now() + 10);
  queue.set("kept", clock.now() + 20);
  queue.delete("gone");
  await clock.advance(30);
  expect(called).toEqual(["kept"]);
  queue.set("later", clock.now() + 10);
  queue.stop();
  expect(clock.pending()).toBe(0);
});
