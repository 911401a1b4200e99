import type { CheckState } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRecord } from "../core/store.ts";
import type { Alerting } from "./alerting.ts";
import type { ConnectivityGuard } from "./connectivity.ts";
import type { Change } from "./recorder.ts";
import { missedRun } from "./run-check.ts";
import { Runner } from "./runner.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createVitals } from "./vitals.ts";

export interface WatchInput {
  readonly clock: Clock;
  readonly config: Config;
  readonly redact: (text: string) => string;
  readonly guard: ConnectivityGuard;
  readonly alerting: Alerting;
  readonly check: (id: string) => Check | undefined;
  readonly record: (change: Change) => void;
  readonly onRun: (record: RunRecord, state: CheckState) => void;
  readonly onError: (error: unknown) => void;
}

/** The running side of the engine: due times, runs, and what their records do to states. */
export class Watch {
  readonly vitals: ReturnType<typeof createVitals>;
  readonly #input: WatchInput;
  readonly #runner: Runner;
  readonly #scheduler: Scheduler;
  readonly #lastRuns = new Map<string, RunRecord>();
  #location: string;

  constructor(input: WatchInput) {
    const { clock, config, redact } = input;
    this.#input = input;
    this.#location = config.location;
    this.vitals = createVitals(clock);
    this.#runner = new Runner({ clock, location: () => this.#location, redact, limits: config.concurrency });
    this.#scheduler = createScheduler(clock, (check, slot, missed) => this.#due(check, slot, missed));
  }

  /** Takes the latest run of each check from the store. */
  restore(lastRuns: ReadonlyMap<string, RunRecord>): void {
    for (const [id, record] of lastRuns) this.#lastRuns.set(id, record);
  }

  setConfig(config: Config): void {
    this.#location = config.location;
    this.#runner.setLimits(config.concurrency);
    this.#scheduler.setChecks(config.checks);
    const ids = new Set(config.checks.map(({ id }) => id));
    for (const id of this.#lastRuns.keys()) if (!ids.has(id)) this.#lastRuns.delete(id);
  }

  recheck(checkId: string, at: number): void {
    this.#scheduler.recheck(checkId, at);
  }

  nextRunAt(checkId: string): number | undefined {
    return this.#scheduler.nextRunAt(checkId);
  }

  lastRun(checkId: string): RunRecord | undefined {
    return this.#lastRuns.get(checkId);
  }

  /** Runs a check outside its schedule, or joins the run in flight. */
  async runNow(check: Check, trace?: (line: string) => void): Promise<Outcome> {
    const running = this.#runner.current(check.id);
    return running ? (await running).outcome : this.#run(check, this.#input.clock.now(), trace);
  }

  inFlight(): number {
    return this.#runner.inFlight();
  }

  async stop(graceMs: number): Promise<void> {
    this.#scheduler.stop();
    await this.#runner.stop(graceMs);
  }

  #due(check: Check, slot: number, missed: readonly number[]): void {
    for (const each of missed) this.#miss(check, each, "Hinomi was asleep or too busy");
    if (this.#runner.current(check.id)) this.#miss(check, slot, "the run before was still going on");
    else this.#run(check, slot).catch(this.#input.onError);
  }

  /** A slot without a run is a gap in history and says nothing about the target. */
  #miss(check: Check, slot: number, why: string): void {
    const record = missedRun(check, this.#location, slot, why);
    this.vitals.count(record);
    this.#input.record({ runs: [record] });
  }

  async #run(check: Check, slot: number, trace?: (line: string) => void): Promise<Outcome> {
    const record = await this.#input.guard.judge(await this.#runner.run(check, slot, trace));
    this.#take(record);
    return record.outcome;
  }

  /** A record becomes part of history and of its check's state, if the check is still there. */
  #take(record: RunRecord): void {
    const { alerting, onRun } = this.#input;
    this.vitals.count(record);
    const check = this.#input.check(record.checkId);
    if (!check) return this.#input.record({ runs: [record] });
    this.#lastRuns.set(record.checkId, record);
    const { status, reason, judgements, readings } = record.outcome;
    const observation = { status, at: record.startedAt, ...(reason && { reason }), judgements, readings };
    alerting.apply(check, { kind: "outcome", location: record.location, observation }, { runs: [record] });
    onRun(record, alerting.state(check.id));
  }
}
