import type { Clock } from "../core/clock.ts";
import { DueHeap } from "./due-heap.ts";

/** Under load, what comes due is handed out in batches this far apart: system calls and callbacks are then shared. */
const gatherMs = 10;
/** One batch takes no longer than this; the event loop has its turn before the rest. */
const sliceMs = 4;
/** Looking at the clock after every entry would cost more than most entries do. */
const entriesPerLook = 16;
/** A timer that comes this late was held up: the process was stopped, or the thread was blocked. */
const stallMs = 1000;
/** How many lanes a timetable may have: the heap's keys count them all. */
const maxLanes = 4;

/** Due times of one kind, for numbered things. A number has at most one. */
export interface Lane {
  /** Sets or moves the number's due time, epoch ms. */
  set(number: number, at: number): void;
  /** The same, as a delay from now. */
  setIn(number: number, delayMs: number): void;
  delete(number: number): void;
  has(number: number): boolean;
  /** When the number is due, epoch ms by the clock as it is set now. */
  due(number: number): number | undefined;
}

/** Gets the number whose time has come, and the length of the stall that its time fell into; 0 for none. */
type OnDue = (number: number, stalledMs: number) => void;

/**
 * Everything that waits in the engine, on one timer and in one heap. Times are kept by the monotonic clock, so that a
 * machine whose clock is set does not fall silent or run everything at once.
 *
 * What comes due after a quiet moment is handed out at once, the next batch no sooner than 10 ms later: so a start is
 * late by 10 ms at most, never early.
 */
export class Timetable {
  readonly #clock: Clock;
  readonly #heap = new DueHeap();
  readonly #lanes: OnDue[] = [];
  #cancel: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #lastBatchMs = Number.NEGATIVE_INFINITY;
  /** What was due up to here fell into a stall of this length. */
  #stalledTo = Number.NEGATIVE_INFINITY;
  #stalledMs = 0;
  #isHandingOut = false;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  lane(onDue: OnDue): Lane {
    if (this.#lanes.length === maxLanes) throw new Error(`a timetable has ${maxLanes} lanes`);
    const lane = this.#lanes.push(onDue) - 1;
    const clock = this.#clock;
    const keyOf = (number: number) => number * maxLanes + lane;
    const set = (number: number, dueMs: number) => {
      if (this.#stopped) return;
      this.#heap.set(keyOf(number), dueMs);
      if (dueMs < this.#armedFor && !this.#isHandingOut) this.#arm();
    };
    return {
      set: (number, at) => set(number, clock.monotonic() + at - clock.now()),
      setIn: (number, delayMs) => set(number, clock.monotonic() + delayMs),
      delete: (number) => this.#heap.delete(keyOf(number)),
      has: (number) => this.#heap.due(keyOf(number)) < Number.POSITIVE_INFINITY,
      due: (number) => {
        const dueMs = this.#heap.due(keyOf(number));
        return dueMs < Number.POSITIVE_INFINITY ? dueMs - clock.monotonic() + clock.now() : undefined;
      },
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Sets the timer for the earliest entry, unless it is set for that or for a moment before. */
  #arm(): void {
    const key = this.#heap.first();
    if (this.#stopped || key < 0) return;
    const at = Math.max(this.#heap.due(key), this.#lastBatchMs + gatherMs);
    if (at >= this.#armedFor) return;
    this.#cancel?.();
    this.#armedFor = at;
    this.#cancel = this.#clock.schedule(at - this.#clock.monotonic(), () => this.#handOut());
  }

  #handOut(): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#armedFor > stallMs) {
      this.#stalledTo = nowMs;
      this.#stalledMs = nowMs - this.#armedFor;
    }
    this.#lastBatchMs = nowMs;
    this.#isHandingOut = true;
    const isWhole = this.#slice(nowMs);
    this.#isHandingOut = false;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#cancel = undefined;
    if (!isWhole) this.#lastBatchMs = Number.NEGATIVE_INFINITY;
    this.#arm();
  }

  /** Hands out what is due at `nowMs`; false when time was up before the end. */
  #slice(nowMs: number): boolean {
    for (let count = 1; !this.#stopped; count++) {
      const key = this.#heap.first();
      const dueMs = key < 0 ? Number.POSITIVE_INFINITY : this.#heap.due(key);
      if (dueMs > nowMs) return true;
      this.#heap.delete(key);
      const onDue = this.#lanes[key % maxLanes];
      onDue?.(Math.floor(key / maxLanes), dueMs <= this.#stalledTo ? this.#stalledMs : 0);
      if (count % entriesPerLook === 0 && this.#clock.monotonic() - nowMs > sliceMs) return false;
    }
    return true;
  }
}
