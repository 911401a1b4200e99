import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { RunRecord } from "../core/store.ts";
import { runCheck } from "./run-check.ts";

export interface RunnerLimits {
  readonly total: number;
  readonly perHost: number;
}

interface Waiting {
  readonly host: string | undefined;
  readonly begin: () => void;
}

/** Runs checks within the limits of concurrency; what does not fit waits its turn. One run of a check at a time. */
export class Runner {
  readonly #input: {
    readonly clock: Clock;
    readonly location: () => string;
    readonly redact: (text: string) => string;
  };
  readonly #stopping = new AbortController();
  readonly #busy = new Map<string, Promise<RunRecord>>();
  readonly #perHost = new Map<string, number>();
  readonly #waiting: Waiting[] = [];
  #limits: RunnerLimits;
  #running = 0;

  constructor(input: {
    readonly clock: Clock;
    readonly location: () => string;
    readonly redact: (text: string) => string;
    readonly limits: RunnerLimits;
  }) {
    this.#input = input;
    this.#limits = input.limits;
  }

  /** The run of the check that is in flight or waits, if there is one. */
  current(checkId: string): Promise<RunRecord> | undefined {
    return this.#busy.get(checkId);
  }

  /** Resolves with the record, always. The caller has made sure that no run of the check is in flight. */
  run(check: Check, slot: number, trace?: (line: string) => void): Promise<RunRecord> {
    const run = this.#start(check, slot, trace);
    this.#busy.set(check.id, run);
    return run;
  }

  setLimits(limits: RunnerLimits): void {
    this.#limits = limits;
    this.#admit();
  }

  inFlight(): number {
    return this.#busy.size;
  }

  /** Waits for the runs in flight at most `graceMs`, then interrupts them; all have ended when it resolves. */
  async stop(graceMs: number): Promise<void> {
    const cancel = this.#input.clock.schedule(graceMs, () => {
      this.#stopping.abort();
      for (const next of this.#waiting.splice(0)) next.begin();
    });
    await Promise.allSettled(this.#busy.values());
    cancel();
  }

  async #start(check: Check, slot: number, trace?: (line: string) => void): Promise<RunRecord> {
    const { clock, location, redact } = this.#input;
    await this.#turn(check.host);
    try {
      const signal = this.#stopping.signal;
      return await runCheck(check, {
        clock,
        signal,
        location: location(),
        slot,
        redact,
        ...(trace && { trace }),
      });
    } finally {
      this.#busy.delete(check.id);
      this.#count(check.host, -1);
      this.#admit();
    }
  }

  #turn(host: string | undefined): Promise<void> {
    if (this.#fits(host) || this.#stopping.signal.aborted) {
      this.#count(host, 1);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const begin = () => {
        this.#count(host, 1);
        resolve();
      };
      this.#waiting.push({ host, begin });
    });
  }

  #admit(): void {
    for (let index = 0; index < this.#waiting.length && this.#running < this.#limits.total;) {
      const next = this.#waiting[index];
      if (next && this.#fits(next.host)) {
        this.#waiting.splice(index, 1);
        next.begin();
      } else index += 1;
    }
  }

  #fits(host: string | undefined): boolean {
    const { total, perHost } = this.#limits;
    return this.#running < total && (host === undefined || (this.#perHost.get(host) ?? 0) < perHost);
  }

  #count(host: string | undefined, change: 1 | -1): void {
    this.#running += change;
    if (host === undefined) return;
    const left = (this.#perHost.get(host) ?? 0) + change;
    if (left > 0) this.#perHost.set(host, left);
    else this.#perHost.delete(host);
  }
}
