import type { Check, RunContext } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import { errorText } from "../core/error-text.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import { StoreError, type RunRecord } from "../core/store.ts";
import { interrupted, overran, Run, type LedgerOf } from "./run.ts";
import { RunLines, type RunnerLimits } from "./run-lines.ts";
import { Timetable, type Lane } from "./timetable.ts";

export type { RunnerLimits } from "./run-lines.ts";

/** A probe keeps its own time limit; one that does not is left behind this much later. */
const graceMs = 1000;

/** Runs a run's probe: in this thread, or in another. Resolves with what was found; rejects only on a bug. */
export type Execute = (run: Run) => Promise<Outcome>;

const executeHere: Execute = (run) => run.check.probe(run);

export interface RunnerInput {
  readonly clock: Clock;
  readonly location: () => string;
  readonly redact: (text: string) => string;
  readonly limits: RunnerLimits;
  /** Where deadlines wait; one of its own when absent. */
  readonly timetable?: Timetable;
  /** Default: in this thread. */
  readonly execute?: Execute;
  /** What checks keep beside their runs; nothing when absent. */
  readonly ledgerOf?: LedgerOf;
}

/**
 * Runs checks within the limits of concurrency; what does not fit waits its turn. One run of a check at a time. Every
 * run ends with a record: a probe that hangs past its deadline, throws, or is cut off by a stop is an outcome too.
 */
export class Runner {
  readonly #input: RunnerInput;
  readonly #execute: Execute;
  /**
   * Numbers of the runs that are there, by check. Not the runs themselves: a `Map` that is used up leaves its table
   * behind with a reference to the next one, and once one is among old objects all that follow are kept, with what
   * they hold, until old objects are collected.
   */
  readonly #numbers = new Map<string, number>();
  readonly #lines: RunLines<Run>;
  readonly #deadlines: Lane;
  /** By number: the runs under way. */
  readonly #byNumber: (Run | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  #isStopping = false;
  #whenIdle: (() => void) | undefined;

  constructor(input: RunnerInput) {
    this.#input = input;
    this.#execute = input.execute ?? executeHere;
    this.#lines = new RunLines(input.limits);
    const timetable = input.timetable ?? new Timetable(input.clock);
    this.#deadlines = timetable.lane((number, stalledMs) => this.#overrun(number, stalledMs));
  }

  /** The run of the check that is under way or waits, if there is one. */
  current(checkId: string): Run | undefined {
    const number = this.#numbers.get(checkId);
    return number === undefined ? undefined : this.#byNumber[number];
  }

  /** Resolves with the record, always. The caller has made sure that no run of the check is there. */
  run(check: Check, slot: number, trace?: RunContext["trace"]): Promise<RunRecord> {
    return new Promise((resolve) => this.begin(check, slot, resolve, trace));
  }

  /** The same for many: calls `onEnd` once, never before it returns. */
  begin(check: Check, slot: number, onEnd: (record: RunRecord) => void, trace?: RunContext["trace"]): void {
    const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
    const { clock, ledgerOf } = this.#input;
    const run = new Run({ check, slot, clock, number, trace, ledgerOf, onEnd });
    this.#byNumber[number] = run;
    this.#numbers.set(check.id, number);
    if (this.#isStopping) queueMicrotask(() => this.#end(run, interrupted()));
    else if (this.#lines.enter(run)) this.#start(run);
  }

  setLimits(limits: RunnerLimits): void {
    this.#lines.setLimits(limits);
    this.#admit();
  }

  /** Runs under way and waiting. */
  inFlight(): number {
    return this.#numbers.size;
  }

  waiting(): number {
    return this.#lines.waiting;
  }

  /** Waits for the runs there are at most `graceMs`, then interrupts them; all have ended when it resolves. */
  async stop(graceMs: number): Promise<void> {
    if (this.#numbers.size === 0) return void (this.#isStopping = true);
    const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
    const cancel = this.#input.clock.schedule(graceMs, () => {
      this.#isStopping = true;
      this.#lines.clear();
      for (const run of this.#byNumber) if (run) this.#cutOff(run, interrupted());
    });
    await idle;
    this.#isStopping = true;
    cancel();
  }

  #start(run: Run): void {
    run.begin();
    this.#deadlines.setIn(run.number, run.timeoutMs + graceMs);
    try {
      this.#execute(run).then(
        (outcome) => this.#finish(run, outcome),
        (error: unknown) => this.#finish(run, this.#failed(error)),
      );
    } catch (error) {
      queueMicrotask(() => this.#finish(run, this.#failed(error)));
    }
  }

  /** What the ledger's store refuses says nothing about the target, and is no bug. */
  #failed(error: unknown): Outcome {
    const { redact } = this.#input;
    if (error instanceof StoreError)
      return failedOutcome("unknown", reason("ledger-refused", redact(`${error.message}. ${error.remedy}`)));
    return failedOutcome("unknown", reason("run-failed", redact(errorText(error))));
  }

  #overrun(number: number, stalledMs: number): void {
    const run = this.#byNumber[number];
    if (!run) return;
    // The answer may have come while nobody could hear it.
    if (stalledMs > 0) this.#deadlines.setIn(number, graceMs);
    else this.#cutOff(run, overran(run.check));
  }

  #cutOff(run: Run, outcome: Outcome): void {
    run.cut();
    this.#finish(run, outcome);
  }

  /** A run that was cut off has ended, whatever its probe says later. */
  #finish(run: Run, outcome: Outcome): void {
    if (run.hasEnded) return;
    this.#deadlines.delete(run.number);
    if (!this.#isStopping) this.#lines.leave(run);
    this.#end(run, outcome);
    this.#admit();
  }

  #end(run: Run, outcome: Outcome): void {
    if (this.#numbers.get(run.check.id) === run.number) this.#numbers.delete(run.check.id);
    this.#byNumber[run.number] = undefined;
    this.#freeNumbers.push(run.number);
    run.end(outcome, this.#input.location());
    if (this.#numbers.size === 0) this.#whenIdle?.();
  }

  #admit(): void {
    if (this.#isStopping) return;
    for (let run = this.#lines.next(); run; run = this.#lines.next()) this.#start(run);
  }
}
