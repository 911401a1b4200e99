import type { Socket } from "node:net";
import type { PhaseName } from "../core/outcome.ts";
import type { Reason } from "../core/reason.ts";
import type { Certificate } from "./certificate.ts";
import { NetworkFailure } from "./network-failure.ts";
import { createStopwatch, type Phases, type Stopwatch, type StopwatchOptions } from "./stopwatch.ts";

export interface AttemptOptions extends StopwatchOptions {
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

type Start<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void;

/** One try at the network: its stopwatch, its deadline, what it opened and what it learned on the way. */
export interface Attempt extends Omit<Stopwatch, "read"> {
  /** Aborts at the deadline, at a phase's limit or with the caller's signal; its reason is a `NetworkFailure`. */
  readonly signal: AbortSignal;
  readonly trace: (line: string) => void;
  findings(): Findings;
  /** Closes `socket` with the attempt, and keeps its late errors from being nobody's. */
  own<S extends Socket>(socket: S): S;
  /** Waits for what `start` reports, but no longer than the attempt lasts. */
  wait<T>(start: Start<T>): Promise<T>;
  /** Learned so far; set by the steps. */
  readonly facts: { address?: string; certificate?: Certificate; protocol?: string };
  /** Closes all of it. */
  close(): void;
}

const noListener = () => {};

/** Begins an attempt; the caller closes it whatever happens. */
const createAttempt = (options: AttemptOptions): Attempt => {
  const { signal: outer, trace = noListener } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const stopwatch = createStopwatch(options, (failure) => controller.abort(failure));
  const sockets: Socket[] = [];
  const facts: Attempt["facts"] = {};
  const interrupt = () => controller.abort(new NetworkFailure("run-interrupted", "the run was stopped"));
  outer?.addEventListener("abort", interrupt, { once: true });
  if (outer?.aborted) interrupt();
  return {
    ...stopwatch,
    signal,
    trace,
    facts,
    findings: () => ({ ...stopwatch.read(), ...facts }),
    own: (socket) => {
      socket.on("error", noListener);
      sockets.push(socket);
      if (signal.aborted) socket.destroy();
      return socket;
    },
    wait: async <T>(start: Start<T>) => {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const giveUp = () => reject(signal.reason);
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        start(resolve, reject);
        return await promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
    close: () => {
      stopwatch.close();
      outer?.removeEventListener("abort", interrupt);
      // Newest first: TLS before the TCP below it. The other way round Node 24 crashes.
      for (const socket of sockets.reverse()) socket.destroy();
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
