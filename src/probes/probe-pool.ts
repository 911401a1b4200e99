import { extname } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Outcome } from "../core/outcome.ts";
import type { ProbeThreads } from "../engine/engine-input.ts";
import type { Run } from "../engine/run.ts";
import { ProbeThread } from "./probe-thread.ts";
import { shareOf, type ProbeConfiguration } from "./wire.ts";

/** A thread that keeps ending is not started more often than this. */
const restartMs = 1000;

/** The thread's entry has this file's own ending: `.ts` from source, `.js` when built. */
const ownEntry = new URL(`./probe-worker${extname(import.meta.url)}`, import.meta.url);

export interface ProbePoolInput {
  readonly clock: Clock;
  /** One line for the operator. */
  readonly log: (line: string) => void;
  /** The code of a thread; this package's own when absent. */
  readonly entry?: URL;
}

/**
 * Runs probes in threads of their own when one core is not enough. Each thread has a share of the checks by their
 * ids. A run that must be seen step by step or needs the ledger, and those of a thread that is not ready, take place in this thread: the
 * behaviour is the same with any number of threads, none included.
 */
export class ProbePool implements ProbeThreads {
  readonly #input: ProbePoolInput;
  readonly #threads: ProbeThread[] = [];
  #configuration: ProbeConfiguration | undefined;
  #restarts = 0;
  #isStopped = false;
  readonly #cancels = new Set<() => void>();

  constructor(input: ProbePoolInput) {
    this.#input = input;
  }

  readonly execute = (run: Run): Promise<Outcome> => {
    const count = this.#threads.length;
    const thread =
      count === 0 || run.trace || run.check.usesLedger
        ? undefined
        : this.#threads[shareOf(run.check.id, count)];
    return thread?.isReady ? thread.execute(run) : run.check.probe(run);
  };

  /** Has so many threads make the checks of a configuration. Resolves when they are ready, before it is put to use. */
  async configure(configuration: ProbeConfiguration, workers: number): Promise<void> {
    // Without threads nobody asks for it again, and its text is large.
    this.#configuration = workers > 0 ? configuration : undefined;
    const surplus = this.#threads.splice(workers);
    while (this.#threads.length < workers) this.#threads.push(this.#start(this.#threads.length));
    await Promise.all(this.#threads.map((thread, share) => this.#prepare(thread, share)));
    await Promise.all(surplus.map((thread) => thread.stop()));
  }

  vitals(): ReturnType<ProbeThreads["vitals"]> {
    return { workers: this.#threads.length, workerRestartsTotal: this.#restarts };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels) cancel();
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #start(share: number): ProbeThread {
    const thread: ProbeThread = new ProbeThread(this.#input.entry ?? ownEntry, (why) => {
      if (this.#isStopped || this.#threads[share] !== thread) return;
      this.#input.log(`Probe thread ${share + 1} ended and is started again: ${why}`);
      this.#restarts += 1;
      const cancel = this.#input.clock.schedule(restartMs, () => {
        this.#cancels.delete(cancel);
        if (this.#threads[share] !== thread) return;
        const next = this.#start(share);
        this.#threads[share] = next;
        void this.#prepare(next, share);
      });
      this.#cancels.add(cancel);
    });
    return thread;
  }

  async #prepare(thread: ProbeThread, share: number): Promise<void> {
    if (!this.#configuration) return;
    const trouble = await thread.configure(this.#configuration, share, this.#threads.length);
    if (trouble !== undefined)
      this.#input.log(`Probe thread ${share + 1} cannot make its checks: ${trouble}`);
  }
}
