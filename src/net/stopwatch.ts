import type { Clock } from "../core/clock.ts";
import { formatDuration } from "../core/duration.ts";
import type { PhaseName } from "../core/outcome.ts";
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

/** Measures phases on the monotonic clock and calls `onTimeout` when a limit is reached, naming the running phase. */
export const createStopwatch = (
  { clock, timeoutMs, phaseTimeoutsMs = {} }: StopwatchOptions,
  onTimeout: (failure: NetworkFailure) => void,
): Stopwatch => {
  const began = clock.monotonic();
  const done: Partial<Record<PhaseName, number>> = {};
  let current: { readonly phase: PhaseName; readonly since: number } | undefined;
  let latest: PhaseName = "dns";
  let cancelLimit = () => {};

  const expire = (limitMs: number) =>
    onTimeout(
      new NetworkFailure(timeoutCodes[latest], `${unfinished[latest]} after ${formatDuration(limitMs)}`),
    );
  const cancelDeadline = clock.schedule(timeoutMs, () => expire(timeoutMs));
  const leave = () => {
    cancelLimit();
    if (current) done[current.phase] = (done[current.phase] ?? 0) + clock.monotonic() - current.since;
    current = undefined;
  };

  return {
    enter: (phase) => {
      leave();
      latest = phase;
      current = { phase, since: clock.monotonic() };
      const limitMs = phaseTimeoutsMs[phase];
      cancelLimit = limitMs === undefined ? () => {} : clock.schedule(limitMs, () => expire(limitMs));
    },
    leave,
    running: () => current?.phase,
    read: () => ({ phases: { ...done }, totalMs: clock.monotonic() - began }),
    close: () => {
      cancelLimit();
      cancelDeadline();
    },
  };
};
