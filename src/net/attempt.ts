import type { Socket } from "node:net";
import type { Clock } from "../core/clock.ts";
import { formatDuration } from "../core/duration.ts";
import type { PhaseName } from "../core/outcome.ts";
import type { Reason, ReasonCode } from "../core/reason.ts";
import type { Certificate } from "./certificate.ts";
import { NetworkFailure } from "./network-failure.ts";

/** Milliseconds by phase, only of the phases that were completed. A redirected exchange adds its hops up. */
export type Phases = Readonly<Partial<Record<PhaseName, number>>>;

export interface AttemptOptions {
  readonly clock: Clock;
  /** From the beginning to the last byte, all hops together. */
  readonly timeoutMs: number;
  /** Limits of single phases, each time the phase runs. */
  readonly phaseTimeoutsMs?: Phases;
  readonly signal?: AbortSignal;
  readonly trace?: (line: string) => void;
}

/** What an attempt found out by the time it ended. */
export interface Findings {
  readonly phases: Phases;
  readonly totalMs: number;
  /** The peer's `address:port` (the proxy's, with a proxy). */
  readonly address?: string;
  /** Of the target; also known when its verification failed. */
  readonly certificate?: Certificate;
  /** `TLSv1.3` and so on. */
  readonly protocol?: string;
}

/** How an attempt failed. */
export interface Failure {
  readonly kind: "failed";
  readonly reason: Reason;
  /** The phase that was running. */
  readonly phase?: PhaseName;
}

/** One try at the network: its stopwatch, its deadline, what it opened and what it learned on the way. */
export interface Attempt {
  /** Aborts at the deadline, at a phase's limit or with the caller's signal; its reason is a `NetworkFailure`. */
  readonly signal: AbortSignal;
  readonly trace: (line: string) => void;
  /** Ends the running phase and begins the next. */
  enter(phase: PhaseName): void;
  /** Ends the running phase; until the next one begins, time counts for none. */
  leave(): void;
  running(): PhaseName | undefined;
  findings(): Findings;
  /** Closes `socket` with the attempt, and keeps its late errors from being nobody's. */
  own<S extends Socket>(socket: S): S;
  /** Waits for what `start` reports, but no longer than the attempt lasts. */
  wait<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T>;
  /** Learned so far; set by the steps. */
  readonly facts: { address?: string; certificate?: Certificate; protocol?: string };
  close(): void;
}

const timeoutCodes: Readonly<Record<PhaseName, ReasonCode>> = {
  dns: "dns-timeout",
  connect: "connect-timeout",
  tls: "tls-timeout",
  first_byte: "first-byte-timeout",
  transfer: "transfer-timeout",
};

const phaseWords: Readonly<Record<PhaseName, string>> = {
  dns: "the name was not resolved",
  connect: "the connection was not open",
  tls: "the TLS handshake was not done",
  first_byte: "no answer had begun",
  transfer: "the answer had not ended",
};

/** Begins an attempt; the caller closes it whatever happens. */
export const createAttempt = (options: AttemptOptions): Attempt => {
  const { clock, timeoutMs, phaseTimeoutsMs = {}, signal } = options;
  const began = clock.monotonic();
  const controller = new AbortController();
  const sockets: Socket[] = [];
  const facts: Attempt["facts"] = {};
  const done: Partial<Record<PhaseName, number>> = {};
  let current:
    | { readonly phase: PhaseName; readonly since: number; readonly cancelLimit?: () => void }
    | undefined;
  let latest: PhaseName = "dns";

  const expire = (phase: PhaseName, limitMs: number) =>
    controller.abort(
      new NetworkFailure(timeoutCodes[phase], `${phaseWords[phase]} after ${formatDuration(limitMs)}`),
    );
  const interrupt = () => controller.abort(new NetworkFailure("run-interrupted", "the run was stopped"));
  const leave = () => {
    if (!current) return;
    current.cancelLimit?.();
    done[current.phase] = (done[current.phase] ?? 0) + clock.monotonic() - current.since;
    current = undefined;
  };

  const cancelDeadline = clock.schedule(timeoutMs, () => expire(latest, timeoutMs));
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();

  return {
    signal: controller.signal,
    trace: options.trace ?? (() => {}),
    facts,
    enter: (phase) => {
      leave();
      latest = phase;
      const limitMs = phaseTimeoutsMs[phase];
      current = {
        phase,
        since: clock.monotonic(),
        ...(limitMs !== undefined && { cancelLimit: clock.schedule(limitMs, () => expire(phase, limitMs)) }),
      };
    },
    leave,
    running: () => current?.phase,
    findings: () => ({ phases: { ...done }, totalMs: clock.monotonic() - began, ...facts }),
    own: (socket) => {
      socket.on("error", () => {});
      sockets.push(socket);
      if (controller.signal.aborted) socket.destroy();
      return socket;
    },
    wait: (start) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(controller.signal.reason);
        const settled = () => controller.signal.removeEventListener("abort", giveUp);
        if (controller.signal.aborted) return giveUp();
        controller.signal.addEventListener("abort", giveUp, { once: true });
        start(
          (value) => (settled(), resolve(value)),
          (error) => (settled(), reject(error)),
        );
      }),
    close: () => {
      current?.cancelLimit?.();
      cancelDeadline();
      signal?.removeEventListener("abort", interrupt);
      for (const socket of sockets) socket.destroy();
    },
  };
};

/**
 * Lives through one attempt: runs `task` and gives its answer, or the failure as a value; everything that was
 * opened is closed. Other errors than a `NetworkFailure` are bugs or unusable options and pass through.
 */
export const attemptTo = async <T>(
  options: AttemptOptions,
  task: (attempt: Attempt) => Promise<T>,
): Promise<T | (Failure & Findings)> => {
  const attempt = createAttempt(options);
  try {
    return await task(attempt);
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    attempt.trace(`* ${error.reason.code}: ${error.reason.detail}`);
    return { kind: "failed", reason: error.reason, phase: attempt.running(), ...attempt.findings() };
  } finally {
    attempt.close();
  }
};
