import type { RunContext } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { PhaseName } from "../core/outcome.ts";
import type { Reason } from "../core/reason.ts";
import type { Certificate } from "./certificate.ts";
import { NetworkFailure } from "./network-failure.ts";
import { createStopwatch, type Phases, type Stopwatch, type StopwatchOptions } from "./stopwatch.ts";
import { linesOf, type Step } from "./step.ts";

export interface AttemptOptions extends StopwatchOptions {
  /** Ends the attempt with `run-interrupted`. */
  readonly signal?: AbortSignal;
  /** The run that the attempt is made for: its end ends the attempt, too. */
  readonly run?: Pick<RunContext, "signal" | "whenCut">;
  /** Gets each step as it happens. Without it steps cost next to nothing: `Findings.steps` writes them on demand. */
  readonly trace?: (line: string) => void;
}

/** What an attempt found out by the time it ended. */
export interface Findings {
  /** Rounded to 0.01 ms, as is `totalMs`. */
  readonly phases: Phases;
  readonly totalMs: number;
  /** The peer's `address:port` (the proxy's, with a proxy). */
  readonly address?: string;
  /** Of the target; also known when its verification failed. */
  readonly certificate?: Certificate;
  /** `TLSv1.3` and so on. */
  readonly protocol?: string;
  /** What happened, as `trace` would have been told. The lines are written only when this is called. */
  readonly steps: () => readonly string[];
}

/** How an attempt failed. */
export interface Failure {
  readonly kind: "failed";
  readonly reason: Reason;
  /** The phase that was running. */
  readonly phase?: PhaseName;
}

type Start<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void;

/** What an attempt can close: a socket, a session, a decompressor. */
interface Closable {
  on(event: "error", listener: () => void): unknown;
  destroy(): unknown;
  /** At the end, in place of `destroy`: nobody listens any more. */
  release?(): unknown;
}

/** What the steps learned so far. */
interface Facts {
  address?: string | undefined;
  certificate?: Certificate | undefined;
  protocol?: string | undefined;
}

/** One try at the network: its stopwatch, its deadline, what it opened and what it learned on the way. */
export interface Attempt {
  readonly clock: Clock;
  readonly facts: Facts;
  /** Ends the running phase and begins the next. */
  enter(phase: PhaseName): void;
  /** Ends the running phase; until the next one begins, time counts for none. */
  leave(): void;
  running(): PhaseName | undefined;
  /** Notes a step. Give a function for everything but a constant: it is called only when somebody reads. */
  trace(step: Step): void;
  /** Closes `opened` with the attempt, newest first, and keeps its late errors from being nobody's. */
  own<C extends Closable>(opened: C): C;
  /**
   * Waits for what `start` reports, but no longer than the attempt lasts: a deadline, a phase's limit or the caller's
   * signal rejects with a `NetworkFailure`. One wait at a time.
   */
  wait<T>(start: Start<T>): Promise<T>;
  findings(): Findings;
  /** Closes all of it. */
  close(): void;
}

const noListener = () => {};

/** A class, and one promise per wait instead of an `AbortSignal`: every run of every check comes through here. */
class OneAttempt implements Attempt {
  readonly clock: Clock;
  readonly facts: Facts = {};
  readonly #stopwatch: Stopwatch;
  readonly #options: AttemptOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #opened: Closable[] = [];
  readonly #steps: Step[] = [];
  #over: NetworkFailure | undefined;
  #giveUp: (error: unknown) => void = noListener;

  constructor(options: AttemptOptions) {
    this.clock = options.clock;
    this.#options = options;
    this.#stopwatch = createStopwatch(options, this.#end);
    const { run } = options;
    if (run?.whenCut) run.whenCut(this.#interrupt);
    this.#signal = options.signal ?? (run?.whenCut ? undefined : run?.signal);
    this.#signal?.addEventListener("abort", this.#interrupt, { once: true });
    if (this.#signal?.aborted) this.#interrupt();
  }

  readonly #end = (failure: NetworkFailure): void => {
    this.#over ??= failure;
    this.#giveUp(this.#over);
  };

  readonly #interrupt = (): void => this.#end(new NetworkFailure("run-interrupted", "the run was stopped"));

  enter(phase: PhaseName): void {
    this.#stopwatch.enter(phase);
  }

  leave(): void {
    this.#stopwatch.leave();
  }

  running(): PhaseName | undefined {
    return this.#stopwatch.running();
  }

  trace(step: Step): void {
    const { trace } = this.#options;
    if (trace) for (const line of linesOf(step)) trace(line);
    this.#steps.push(step);
  }

  own<C extends Closable>(opened: C): C {
    opened.on("error", noListener);
    this.#opened.push(opened);
    if (this.#over) opened.destroy();
    return opened;
  }

  wait<T>(start: Start<T>): Promise<T> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise<T>((resolve, reject) => {
      // It stays after the wait has ended: a settled promise takes no second word.
      this.#giveUp = reject;
      start(resolve, reject);
    });
  }

  findings(): Findings {
    const steps = this.#steps;
    return { ...this.#stopwatch.read(), ...this.facts, steps: () => steps.flatMap(linesOf) };
  }

  close(): void {
    this.#stopwatch.close();
    this.#signal?.removeEventListener("abort", this.#interrupt);
    // Newest first: TLS before the TCP below it. The other way round Node 24 crashes.
    for (let at = this.#opened.length - 1; at >= 0; at -= 1) {
      const opened = this.#opened[at];
      if (opened?.release) opened.release();
      else opened?.destroy();
    }
  }
}

/**
 * Lives through one attempt: runs `task` and gives its answer, or the failure as a value; everything that was
 * opened is closed. Other errors than a `NetworkFailure` are bugs or unusable options and pass through.
 */
export const attemptTo = async <T>(
  options: AttemptOptions,
  task: (attempt: Attempt) => Promise<T>,
): Promise<T | (Failure & Findings)> => {
  const attempt = new OneAttempt(options);
  try {
    return await task(attempt);
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    const { reason } = error;
    attempt.trace(() => `* ${reason.code}: ${reason.detail}`);
    return { kind: "failed", reason, phase: attempt.running(), ...attempt.findings() };
  } finally {
    attempt.close();
  }
};
