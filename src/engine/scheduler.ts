import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import { nextSlot, phaseOf, slotsMissed } from "../core/schedule.ts";
import { createTimerQueue } from "./timer-queue.ts";

/** Whoever changes a check wants to see what it says now; the phase spreads many that change at once. */
const changedMs = 5000;

/** Says when each check is due. Start times come from a phase derived from the id, so that restarts do not bunch. */
export interface Scheduler {
  /** Takes the checks to run. Unchanged ones keep their due time, changed ones run soon, paused ones not at all. */
  setChecks(checks: readonly Check[]): void;
  /** Makes a check due earlier than its next slot; its slots stay where they are. */
  recheck(checkId: string, at: number): void;
  nextRunAt(checkId: string): number | undefined;
  stop(): void;
}

/**
 * `onDue` gets the check, the time it was due, and whether whole slots passed since without a run: the machine slept
 * or was too busy. Such slots are reported once each, newest `maxMissed` only, and never run in a burst.
 */
export const createScheduler = (
  clock: Clock,
  onDue: (check: Check, slot: number, missed: readonly number[]) => void,
  maxMissed = 60,
): Scheduler => {
  const checks = new Map<string, Check>();
  const queue = createTimerQueue(clock, (id, at) => {
    const check = checks.get(id);
    if (!check) return;
    const now = clock.now();
    const phase = phaseOf(id, check.everyMs);
    const missed = newestMissed(nextSlot(at, check.everyMs, phase), now, check.everyMs, maxMissed);
    queue.set(id, nextSlot(now, check.everyMs, phase));
    onDue(check, at, missed);
  });
  const recheck = (id: string, at: number) => {
    const due = queue.due(id);
    if (due !== undefined && at < due) queue.set(id, at);
  };
  return {
    setChecks: (next) => {
      const wanted = new Map(next.filter((check) => !check.paused).map((check) => [check.id, check]));
      const before = new Map(checks);
      const now = clock.now();
      checks.clear();
      for (const id of before.keys()) if (!wanted.has(id)) queue.delete(id);
      for (const [id, check] of wanted) {
        const known = before.get(id);
        checks.set(id, check);
        if (known?.everyMs !== check.everyMs)
          queue.set(id, nextSlot(now, check.everyMs, phaseOf(id, check.everyMs)));
        if (known && known.fingerprint !== check.fingerprint)
          recheck(id, now + phaseOf(id, Math.min(check.everyMs, changedMs)));
      }
    },
    recheck,
    nextRunAt: (id) => queue.due(id),
    stop: () => queue.stop(),
  };
};

/** The latest of the slots from `first` to `now`, oldest first: however long the gap, no more than `most` are made. */
const newestMissed = (first: number, now: number, everyMs: number, most: number): readonly number[] => {
  const count = first > now ? 0 : slotsMissed(first, now, everyMs) + 1;
  const told = Math.min(count, most);
  return Array.from({ length: told }, (_, index) => first + (count - told + index) * everyMs);
};
