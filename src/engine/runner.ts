import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { RunRecord } from "../core/store.ts";
import { runCheck } from "./run-check.ts";

export interface RunnerLimits {
  readonly total: number;
  readonly perHost: number;
}

/** Runs checks within the limits of concurrency; what does not fit waits its turn. */
export interface Runner {
  /** True while the check runs or waits: one run of a check at a time. */
  busy(checkId: string): boolean;
  /** The run in flight, if there is one. */
  current(checkId: string): Promise<RunRecord> | undefined;
  /** Resolves with the record. The caller has made sure that the check is not busy. */
  run(check: Check, slot: number, trace?: (line: string) => void): Promise<RunRecord>;
  setLimits(limits: RunnerLimits): void;
  inFlight(): number;
  /** Waits for the runs in flight at most `graceMs`, then interrupts them; all have ended when it resolves. */
  stop(graceMs: number): Promise<void>;
}

interface Waiting {
  readonly host: string | undefined;
  readonly begin: () => void;
}

export const createRunner = (input: {
  readonly clock: Clock;
  readonly location: () => string;
  readonly redact: (text: string) => string;
  readonly limits: RunnerLimits;
}): Runner => {
  const { clock } = input;
  const stopping = new AbortController();
  const busy = new Map<string, Promise<RunRecord>>();
  const perHost = new Map<string, number>();
  const waiting: Waiting[] = [];
  let limits = input.limits;
  let running = 0;

  const fits = (host: string | undefined) =>
    running < limits.total && (host === undefined || (perHost.get(host) ?? 0) < limits.perHost);
  const count = (host: string | undefined, change: 1 | -1) => {
    running += change;
    if (host === undefined) return;
    const left = (perHost.get(host) ?? 0) + change;
    if (left > 0) perHost.set(host, left);
    else perHost.delete(host);
  };
  const admit = () => {
    for (let index = 0; index < waiting.length && running < limits.total;) {
      const next = waiting[index];
      if (next && fits(next.host)) {
        waiting.splice(index, 1);
        next.begin();
      } else index += 1;
    }
  };
  const turn = (host: string | undefined): Promise<void> => {
    if (fits(host) || stopping.signal.aborted) {
      count(host, 1);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      waiting.push({
        host,
        begin: () => {
          count(host, 1);
          resolve();
        },
      });
    });
  };
  const start = async (check: Check, slot: number, trace?: (line: string) => void): Promise<RunRecord> => {
    await turn(check.host);
    try {
      return await runCheck(check, {
        clock,
        signal: stopping.signal,
        location: input.location(),
        slot,
        redact: input.redact,
        ...(trace && { trace }),
      });
    } finally {
      busy.delete(check.id);
      count(check.host, -1);
      admit();
    }
  };

  return {
    busy: (checkId) => busy.has(checkId),
    current: (checkId) => busy.get(checkId),
    run: (check, slot, trace) => {
      const run = start(check, slot, trace);
      busy.set(check.id, run);
      return run;
    },
    setLimits: (next) => {
      limits = next;
      admit();
    },
    inFlight: () => busy.size,
    stop: async (graceMs) => {
      const cancel = clock.schedule(graceMs, () => {
        stopping.abort();
        for (const next of waiting.splice(0)) next.begin();
      });
      await Promise.allSettled(busy.values());
      cancel();
    },
  };
};
