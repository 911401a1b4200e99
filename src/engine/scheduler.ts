import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import { nextSlot, phaseOf, slotsMissed } from "../core/schedule.ts";
import { grownFloats } from "./columns.ts";
import type { Lane, Timetable } from "./timetable.ts";

/** Whoever changes a check wants to see what it says now; the phase spreads many that change at once. */
const changedMs = 5000;

export interface SchedulerInput {
  readonly clock: Clock;
  readonly timetable: Timetable;
  /** The check in a seat. */
  readonly check: (seat: number) => Check | undefined;
  /** The check's time has come, for this slot. */
  readonly onDue: (seat: number, check: Check, slot: number) => void;
  /** Slots that passed without a run, oldest first. */
  readonly onMissed: (check: Check, slots: readonly number[]) => void;
  /** However long the gap, no more slots are reported than this; the newest. */
  readonly maxMissed?: number;
}

/**
 * Says when each check is due. A check's slots come from its interval and a phase derived from its id, so that
 * restarts do not bunch.
 *
 * What was missed is recorded, never replayed:
 * - Whole slots that passed before a check got its turn (the clock was set ahead, the machine slept) are missed, but
 *   for the newest, which is run.
 * - After a stall of more than a second (the process was stopped, the thread was blocked) the checks that fell into
 *   it are each put off by its length: so they come in the order and with the spacing that they would have had, beside
 *   the regular ones, not in a burst. A slot that would then meet the check's next one is missed instead.
 */
export class Scheduler {
  readonly #input: SchedulerInput;
  readonly #due: Lane;
  /** By seat: the slot that the check is due for. */
  #slots = new Float64Array(64);
  #stopped = false;

  constructor(input: SchedulerInput) {
    this.#input = input;
    this.#due = input.timetable.lane((seat, stalledMs) => this.#comeDue(seat, stalledMs));
  }

  /**
   * Takes a check, the one that sat there before at hand: an unchanged one keeps its due time, a changed one runs
   * soon, a paused one not at all.
   */
  take(seat: number, check: Check, before: Check | undefined): void {
    this.#slots = grownFloats(this.#slots, seat + 1);
    if (check.paused) return this.#due.delete(seat);
    const now = this.#input.clock.now();
    if (before?.everyMs !== check.everyMs || !this.#due.has(seat))
      this.#set(seat, nextSlot(now, check.everyMs, phaseOf(check.id, check.everyMs)));
    if (before && before.fingerprint !== check.fingerprint)
      this.recheck(seat, now + phaseOf(check.id, Math.min(check.everyMs, changedMs)));
  }

  remove(seat: number): void {
    this.#due.delete(seat);
  }

  /** Makes a check due earlier than its next slot; its slots stay where they are. */
  recheck(seat: number, at: number): void {
    if (this.#due.has(seat) && at < (this.#slots[seat] ?? 0)) this.#set(seat, at);
  }

  /** Epoch ms; absent for a check that is not due. */
  nextRunAt(seat: number): number | undefined {
    return this.#due.has(seat) ? this.#slots[seat] : undefined;
  }

  /** Nothing is due any more. */
  stop(): void {
    this.#stopped = true;
  }

  #set(seat: number, at: number): void {
    this.#slots[seat] = at;
    this.#due.set(seat, at);
  }

  #comeDue(seat: number, stalledMs: number): void {
    const check = this.#input.check(seat);
    if (!check || this.#stopped) return;
    const { id, everyMs } = check;
    const now = this.#input.clock.now();
    const slot = this.#slots[seat] ?? now;
    const phase = phaseOf(id, everyMs);
    const following = nextSlot(slot, everyMs, phase);
    const isPutOff = stalledMs > 0 && slot + stalledMs < following;
    // At least 1 ms, so that it lies behind the stall and is not put off again.
    if (isPutOff) return this.#due.setIn(seat, Math.max(1, slot + stalledMs - now));
    this.#set(seat, nextSlot(now, everyMs, phase));
    if (stalledMs === 0 && following > now) return this.#input.onDue(seat, check, slot);
    const isSlot = nextSlot(slot - 1, everyMs, phase) === slot;
    const passed = newestSlots(isSlot ? slot : following, now, everyMs, (this.#input.maxMissed ?? 60) + 1);
    const newest = stalledMs > 0 ? undefined : passed.pop();
    if (passed.length > 0) this.#input.onMissed(check, passed);
    if (newest !== undefined) this.#input.onDue(seat, check, newest);
  }
}

/** The latest of the slots from `first` to `now`, oldest first: however long the gap, no more than `most` are made. */
const newestSlots = (first: number, now: number, everyMs: number, most: number): number[] => {
  const count = first > now ? 0 : slotsMissed(first, now, everyMs) + 1;
  const told = Math.min(count, most);
  return Array.from({ length: told }, (_, index) => first + (count - told + index) * everyMs);
};
