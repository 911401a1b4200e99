import type { Clock } from "../../src/core/clock.ts";

/** A clock that stands still until told: timers run in order of their due time, with the clock at that time. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`, running what comes due, and lets promises settle after each step. */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  pending(): number;
}

/** Lets everything that is ready now run: promise callbacks and one turn of the event loop. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createManualClock = (start = Date.UTC(2026, 10, 22)): ManualClock => {
  let now = start;
  let order = 0;
  const timers = new Map<number, { readonly at: number; readonly task: () => void }>();
  const next = () => [...timers].toSorted(([idA, a], [idB, b]) => a.at - b.at || idA - idB).find(() => true);
  return {
    now: () => now,
    monotonic: () => now - start,
    schedule: (delayMs, task) => {
      const id = order++;
      timers.set(id, { at: now + Math.max(0, delayMs), task });
      return () => void timers.delete(id);
    },
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (let due = next(); due && due[1].at <= end; due = next()) {
        const [id, { at, task }] = due;
        timers.delete(id);
        now = Math.max(now, at);
        task();
        await settle();
        await settle();
      }
      now = end;
      await settle();
    },
    pending: () => timers.size,
  };
};
