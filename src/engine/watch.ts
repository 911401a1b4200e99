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
import { createRunner } from "./runner.ts";
import { createScheduler } from "./scheduler.ts";
import { createVitals } from "./vitals.ts";

/** The running side of the engine: due times, runs, and what their records do to states. */
export interface Watch {
  setConfig(config: Config): void;
  recheck(checkId: string, at: number): void;
  nextRunAt(checkId: string): number | undefined;
  lastRun(checkId: string): RunRecord | undefined;
  restore(lastRuns: ReadonlyMap<string, RunRecord>): void;
  runNow(check: Check, trace?: (line: string) => void): Promise<Outcome>;
  inFlight(): number;
  readonly vitals: ReturnType<typeof createVitals>;
  stop(graceMs: number): Promise<void>;
}

export const createWatch = (input: {
  readonly clock: Clock;
  readonly config: Config;
  readonly redact: (text: string) => string;
  readonly guard: ConnectivityGuard;
  readonly alerting: Alerting;
  readonly check: (id: string) => Check | undefined;
  readonly record: (change: Change) => void;
  readonly onRun: (record: RunRecord, state: CheckState) => void;
  readonly onError: (error: unknown) => void;
}): Watch => {
  const { clock } = input;
  let { location } = input.config;
  const lastRuns = new Map<string, RunRecord>();
  const vitals = createVitals(clock);
  const runner = createRunner({
    clock,
    location: () => location,
    redact: input.redact,
    limits: input.config.concurrency,
  });

  /** A slot without a run is a gap in history and says nothing about the target. */
  const miss = (check: Check, slot: number, why: string): void => {
    const record = missedRun(check, location, slot, why);
    vitals.count(record);
    input.record({ runs: [record] });
  };
  /** A record becomes part of history and of its check's state. */
  const take = (record: RunRecord): void => {
    vitals.count(record);
    const check = input.check(record.checkId);
    if (!check) return input.record({ runs: [record] });
    lastRuns.set(record.checkId, record);
    const { status, reason, judgements, readings } = record.outcome;
    const observation = { status, at: record.startedAt, ...(reason && { reason }), judgements, readings };
    const event = { kind: "outcome", location: record.location, observation } as const;
    input.alerting.apply(check, event, { runs: [record] });
    input.onRun(record, input.alerting.state(check.id));
  };
  const run = async (check: Check, slot: number, trace?: (line: string) => void): Promise<Outcome> => {
    const record = await input.guard.judge(await runner.run(check, slot, trace));
    take(record);
    return record.outcome;
  };
  const scheduler = createScheduler(clock, (check, slot, missed) => {
    for (const each of missed) miss(check, each, "Hinomi was asleep or too busy");
    if (runner.busy(check.id)) miss(check, slot, "the run before was still going on");
    else run(check, slot).catch(input.onError);
  });

  return {
    vitals,
    setConfig: (config) => {
      location = config.location;
      runner.setLimits(config.concurrency);
      scheduler.setChecks(config.checks);
      const ids = new Set(config.checks.map(({ id }) => id));
      for (const id of lastRuns.keys()) if (!ids.has(id)) lastRuns.delete(id);
    },
    recheck: scheduler.recheck,
    nextRunAt: scheduler.nextRunAt,
    lastRun: (id) => lastRuns.get(id),
    restore: (found) => {
      for (const [id, record] of found) lastRuns.set(id, record);
    },
    runNow: async (check, trace) => {
      const running = runner.current(check.id);
      return running ? (await running).outcome : run(check, clock.now(), trace);
    },
    inFlight: runner.inFlight,
    stop: async (graceMs) => {
      scheduler.stop();
      await runner.stop(graceMs);
    },
  };
};
