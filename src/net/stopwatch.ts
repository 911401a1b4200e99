import type { Clock } from "../core/clock.ts";
import { formatDuration } from "../core/duration.ts";
import { phaseNames, type PhaseName } from "../core/outcome.ts";
import type { ReasonCode } from "../core/reason.ts";
import { NetworkFailure } from "./network-failure.ts";

/** Milliseconds by phase, only of the phases that were completed. A redirected exchange adds its hops up. */
export type Phases = Readonly<Partial<Record<PhaseName, number>>>;

export interface StopwatchOptions {
  readonly clock: Clock;
  /** From the beginning to the last byte, all hops together. */
  readonly timeoutMs: number;
  /** Limits of single phases, each time the phase runs. */
  readonly phaseTimeoutsMs?: Phases;
}

export interface Stopwatch {
  /** Ends the running phase and begins the next. */
  enter(phase: PhaseName): void;
  /** Ends the running phase; until the next one begins, time counts for none. */
  leave(): void;
  running(): PhaseName | undefined;
  /** Rounded to 0.01 ms, so that a store can keep them as small whole numbers. */
  read(): { readonly phases: Phases; readonly totalMs: number };
  /** Calls its timers off. */
  close(): void;
}

const timeoutCodes: Readonly<Record<PhaseName, ReasonCode>> = {
  dns: "dns-timeout",
  connect: "connect-timeout",
  tls: "tls-timeout",
  first_byte: "first-byte-timeout",
  transfer: "transfer-timeout",
};

const unfinished: Readonly<Record<PhaseName, string>> = {
  dns: "the name was not resolved",
  connect: "the connection was not open",
  tls: "the TLS handshake was not done",
  first_byte: "no answer had begun",
  transfer: "the answer had not ended",
};

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

class RunningStopwatch implements Stopwatch {
  readonly #options: StopwatchOptions;
  readonly #onTimeout: (failure: NetworkFailure) => void;
  readonly #began: number;
  readonly #done: Partial<Record<PhaseName, number>> = {};
  readonly #cancelDeadline: () => void;
  #cancelLimit: (() => void) | undefined;
  #current: PhaseName | undefined;
  #since = 0;
  /** The one to blame when time runs out, also between phases. */
  #latest: PhaseName = "dns";

  constructor(options: StopwatchOptions, onTimeout: (failure: NetworkFailure) => void) {
    const { clock, timeoutMs } = options;
    this.#options = options;
    this.#onTimeout = onTimeout;
    this.#began = clock.monotonic();
    this.#cancelDeadline = clock.schedule(timeoutMs, () => this.#expire(timeoutMs));
  }

  #expire(limitMs: number): void {
    const detail = `${unfinished[this.#latest]} after ${formatDuration(limitMs)}`;
    this.#onTimeout(new NetworkFailure(timeoutCodes[this.#latest], detail));
  }

  /** Begins `next` at the very moment at which the running phase ends. */
  #turn(next: PhaseName | undefined): void {
    const now = this.#options.clock.monotonic();
    const ended = this.#current;
    if (ended) this.#done[ended] = (this.#done[ended] ?? 0) + now - this.#since;
    this.#cancelLimit?.();
    this.#cancelLimit = undefined;
    this.#current = next;
    this.#since = now;
  }

  enter(phase: PhaseName): void {
    this.#turn(phase);
    this.#latest = phase;
    const { clock, phaseTimeoutsMs } = this.#options;
    const limitMs = phaseTimeoutsMs?.[phase];
    if (limitMs !== undefined) this.#cancelLimit = clock.schedule(limitMs, () => this.#expire(limitMs));
  }

  leave(): void {
    if (this.#current) this.#turn(undefined);
  }

  running(): PhaseName | undefined {
    return this.#current;
  }

  read(): { readonly phases: Phases; readonly totalMs: number } {
    const phases: Partial<Record<PhaseName, number>> = {};
    for (const name of phaseNames) {
      const ms = this.#done[name];
      if (ms !== undefined) phases[name] = rounded(ms);
    }
    return { phases, totalMs: rounded(this.#options.clock.monotonic() - this.#began) };
  }

  close(): void {
    this.#cancelLimit?.();
    this.#cancelDeadline();
  }
}

/** Measures phases on the monotonic clock and calls `onTimeout` when a limit is reached, naming the running phase. */
export const createStopwatch = (
  options: StopwatchOptions,
  onTimeout: (failure: NetworkFailure) => void,
): Stopwatch => new RunningStopwatch(options, onTimeout);
