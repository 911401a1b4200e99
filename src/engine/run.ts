import type { Check, RunContext } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Ledger } from "../core/ledger.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import type { RunRecord } from "../core/store.ts";

/** Gives the ledger of a check. */
export type LedgerOf = (checkId: string) => Ledger;

/** One run of a check, from its turn to its end, and what its probe sees of it. */
export class Run implements RunContext {
  readonly check: Check;
  /** The scheduled time, epoch ms. */
  readonly slot: number;
  readonly clock: Clock;
  readonly trace: RunContext["trace"];
  /** Its number among the runs that are there now. */
  readonly number: number;
  /** Set by whoever measures nearer to the probe than the runner does, ms. */
  measuredMs: number | undefined;
  readonly #ledgerOf: LedgerOf | undefined;
  #startedAt: number | undefined;
  #began = 0;
  #controller: AbortController | undefined;
  #onCut: (() => void) | undefined;
  #isCut = false;
  #onEnd: ((record: RunRecord) => void) | undefined;
  #record: RunRecord | undefined;
  #waiting: PromiseWithResolvers<RunRecord> | undefined;

  constructor(input: {
    readonly check: Check;
    readonly slot: number;
    readonly clock: Clock;
    readonly number: number;
    readonly trace: RunContext["trace"];
    readonly ledgerOf?: LedgerOf | undefined;
    readonly onEnd: (record: RunRecord) => void;
  }) {
    this.check = input.check;
    this.slot = input.slot;
    this.clock = input.clock;
    this.number = input.number;
    this.trace = input.trace;
    this.#ledgerOf = input.ledgerOf;
    this.#onEnd = input.onEnd;
  }

  get host(): string | undefined {
    return this.check.host;
  }

  get timeoutMs(): number {
    return this.check.timeoutMs;
  }

  /** Made when it is asked for: few checks keep one. */
  get ledger(): Ledger | undefined {
    return this.#ledgerOf?.(this.check.id);
  }

  /** Made when it is asked for: an AbortController costs as much as the rest of a run's bookkeeping. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isCut) this.#controller.abort();
    return this.#controller.signal;
  }

  /** False while it waits for its turn. */
  get hasBegun(): boolean {
    return this.#startedAt !== undefined;
  }

  get hasEnded(): boolean {
    return this.#record !== undefined;
  }

  begin(): void {
    this.#startedAt = this.clock.now();
    this.#began = this.clock.monotonic();
  }

  /** Calls `task` when the run is cut off before its probe has answered. Cheaper than a listener at `signal`. */
  whenCut(task: () => void): void {
    this.#onCut = task;
    if (this.#isCut) task();
  }

  /** Tells the probe that nobody waits for it any more. */
  cut(): void {
    this.#isCut = true;
    this.#controller?.abort();
    this.#onCut?.();
  }

  /** Ends the run with what was found. */
  end(outcome: Outcome, location: string): void {
    const startedAt = this.#startedAt;
    const sinceMs = startedAt === undefined ? 0 : this.clock.monotonic() - this.#began;
    const record: RunRecord = {
      checkId: this.check.id,
      location,
      slot: this.slot,
      startedAt: startedAt ?? this.clock.now(),
      durationMs: Math.round((this.measuredMs ?? sinceMs) * 100) / 100,
      outcome,
    };
    this.#record = record;
    this.#waiting?.resolve(record);
    this.#onEnd?.(record);
  }

  /** The record, once the run has ended. */
  record(): Promise<RunRecord> {
    if (this.#record) return Promise.resolve(this.#record);
    this.#waiting ??= Promise.withResolvers();
    return this.#waiting.promise;
  }
}

export const interrupted = (): Outcome =>
  failedOutcome("unknown", reason("run-interrupted", "Hinomi stopped during the run"));

export const overran = ({ timeoutMs }: Check): Outcome =>
  failedOutcome("down", reason("run-timeout", `no result after ${timeoutMs} ms`));

/** The record of a slot that passed without a run. */
export const missedRun = (check: Check, location: string, slot: number, why: string): RunRecord => ({
  checkId: check.id,
  location,
  slot,
  startedAt: slot,
  durationMs: 0,
  outcome: failedOutcome("unknown", reason("run-missed", why)),
});
