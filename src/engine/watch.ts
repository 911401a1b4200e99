import { setImmediate } from "node:timers/promises";
import type { Check, RunContext } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRecord } from "../core/store.ts";
import type { Alerting } from "./alerting.ts";
import type { ConnectivityGuard } from "./connectivity.ts";
import { LastRuns } from "./last-runs.ts";
import type { Change } from "./recorder.ts";
import type { Roster } from "./roster.ts";
import { missedRun, type LedgerOf } from "./run.ts";
import { Runner, type Execute } from "./runner.ts";
import { Scheduler } from "./scheduler.ts";
import type { Timetable } from "./timetable.ts";
import { createVitals } from "./vitals.ts";

/** What is restored beside the first runs holds them up no longer than this in one go. */
const sliceMs = 2;

export interface WatchInput {
  readonly clock: Clock;
  readonly config: Config;
  readonly timetable: Timetable;
  readonly roster: Roster;
  readonly redact: (text: string) => string;
  /** Where probes run; in this thread when absent. */
  readonly execute?: Execute;
  readonly ledgerOf: LedgerOf;
  readonly guard: ConnectivityGuard;
  readonly alerting: Alerting;
  readonly record: (change: Change) => void;
  readonly onRun: (record: RunRecord) => void;
  readonly onError: (error: unknown) => void;
}

/** The running side of the engine: due times, runs, and what their records do to states. */
export class Watch {
  readonly vitals: ReturnType<typeof createVitals>;
  readonly #input: WatchInput;
  readonly #runner: Runner;
  readonly #scheduler: Scheduler;
  readonly #lastRuns = new LastRuns();
  #location: string;
  #stopped = false;

  constructor(input: WatchInput) {
    const { clock, config, redact, timetable, roster, execute, ledgerOf } = input;
    this.#input = input;
    this.#location = config.location;
    this.vitals = createVitals(clock);
    this.#runner = new Runner({
      clock,
      location: () => this.#location,
      redact,
      limits: config.concurrency,
      timetable,
      ledgerOf,
      ...(execute && { execute }),
    });
    this.#scheduler = new Scheduler({
      clock,
      timetable,
      check: (seat) => roster.check(seat),
      onDue: (_seat, check, slot) => this.#due(check, slot),
      onMissed: (check, slots) => {
        for (const slot of slots) this.#miss(check, slot, "Hinomi was asleep or too busy");
      },
    });
  }

  /** Takes the latest run of each check from the store, beside the first runs: what ran meanwhile is later. */
  async restore(lastRuns: ReadonlyMap<string, RunRecord>): Promise<void> {
    const { clock, roster } = this.#input;
    let until = clock.monotonic() + sliceMs;
    for (const seat of roster.seats()) {
      const check = roster.check(seat);
      const isNewer = this.#lastRuns.startedAt(seat) !== undefined;
      const record = check && !isNewer ? lastRuns.get(check.id) : undefined;
      if (record) this.#lastRuns.set(seat, record);
      if (clock.monotonic() < until) continue;
      await setImmediate();
      if (this.#stopped) return;
      until = clock.monotonic() + sliceMs;
    }
  }

  setConfig(config: Config): void {
    this.#location = config.location;
    this.#runner.setLimits(config.concurrency);
  }

  /** Takes a check of the configuration, with the one that had its seat before. */
  take(seat: number, check: Check, before: Check | undefined): void {
    this.#scheduler.take(seat, check, before);
  }

  remove(seat: number): void {
    this.#scheduler.remove(seat);
    this.#lastRuns.delete(seat);
  }

  recheck(seat: number, at: number): void {
    if (!this.#stopped) this.#scheduler.recheck(seat, at);
  }

  nextRunAt(seat: number): number | undefined {
    return this.#scheduler.nextRunAt(seat);
  }

  lastRun(seat: number, checkId: string): RunRecord | undefined {
    return this.#lastRuns.get(seat, checkId);
  }

  lastRunAt(seat: number): number | undefined {
    return this.#lastRuns.startedAt(seat);
  }

  /** Runs a check outside its schedule, or joins the run that is there. */
  async runNow(check: Check, trace?: RunContext["trace"]): Promise<Outcome> {
    const running = this.#runner.current(check.id);
    if (running) return (await running.record()).outcome;
    const slot = this.#slotNow(check.id);
    const record = await this.#input.guard.judge(await this.#runner.run(check, slot, trace));
    this.#take(record);
    return record.outcome;
  }

  /** Runs are told apart by their slots: the second of one millisecond gets the next. */
  #slotNow(checkId: string): number {
    const now = this.#input.clock.now();
    const seat = this.#input.roster.seat(checkId);
    const last = seat === undefined ? undefined : this.#lastRuns.get(seat, checkId)?.slot;
    return last !== undefined && last >= now && last < now + 1000 ? last + 1 : now;
  }

  inFlight(): number {
    return this.#runner.inFlight() - this.#runner.waiting();
  }

  waiting(): number {
    return this.#runner.waiting();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#scheduler.stop();
    await this.#runner.stop(graceMs);
  }

  #due(check: Check, slot: number): void {
    const running = this.#runner.current(check.id);
    if (!running) return this.#runner.begin(check, slot, this.#end);
    const why = running.hasBegun
      ? "the run before was still going on"
      : "the run before still waited for its turn";
    this.#miss(check, slot, why);
  }

  /** A slot without a run is a gap in history and says nothing about the target. */
  #miss(check: Check, slot: number, why: string): void {
    this.vitals.countMissed();
    this.#input.record({ runs: [missedRun(check, this.#location, slot, why)] });
  }

  /** Without a promise where the guard has nothing to ask, which is nearly always. */
  readonly #end = (record: RunRecord): void => {
    const judged = this.#input.guard.judge(record);
    if (judged instanceof Promise) judged.then((known) => this.#take(known)).catch(this.#input.onError);
    else this.#take(judged);
  };

  /** A record becomes part of history and of its check's state, if the check is still there. */
  #take(record: RunRecord): void {
    const { alerting, onRun, roster } = this.#input;
    this.vitals.count(record);
    const seat = roster.seat(record.checkId);
    const check = seat === undefined ? undefined : roster.check(seat);
    if (seat === undefined || !check) return this.#input.record({ runs: [record] });
    this.#lastRuns.set(seat, record);
    alerting.take(seat, check, record);
    onRun(record);
  }
}
