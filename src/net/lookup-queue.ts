/** A call of the system's resolver that waits for its turn. */
export interface LookupJob {
  readonly run: () => Promise<void>;
  readonly withdrawn: () => void;
  /** Expected to end soon. */
  trusted: boolean;
  state: "waiting" | "running" | "over";
}

export interface LookupQueue {
  /** `run` must not reject. `withdrawn` is called when the job left without having run. */
  add(run: LookupJob["run"], withdrawn: () => void, trusted: boolean): LookupJob;
  /** The job's name server has shown that it lives. */
  trust(job: LookupJob): void;
  /** Takes a job back that has not begun; one that has cannot be taken back. */
  withdraw(job: LookupJob): void;
}

/**
 * Lets at most so many calls of the system's resolver run at a time. They cannot be cancelled, and libuv has few
 * threads for them: names that hang would keep all others waiting. So one place is left to jobs that can be trusted.
 */
export const createLookupQueue = (most: number): LookupQueue => {
  const waiting = new Set<LookupJob>();
  let running = 0;
  let strangers = 0;

  const next = (): LookupJob | undefined => {
    if (running >= most) return undefined;
    const strangersMay = strangers < Math.max(1, most - 1);
    for (const job of waiting) if (job.trusted || strangersMay) return job;
    return undefined;
  };

  const start = (job: LookupJob): void => {
    waiting.delete(job);
    job.state = "running";
    const { trusted } = job;
    running += 1;
    if (!trusted) strangers += 1;
    void job.run().finally(() => {
      job.state = "over";
      running -= 1;
      if (!trusted) strangers -= 1;
      pump();
    });
  };

  const pump = (): void => {
    for (let job = next(); job; job = next()) start(job);
  };

  return {
    add: (run, withdrawn, trusted) => {
      const job: LookupJob = { run, withdrawn, trusted, state: "waiting" };
      waiting.add(job);
      pump();
      return job;
    },
    trust: (job) => {
      job.trusted = true;
      if (job.state === "waiting") pump();
    },
    withdraw: (job) => {
      if (job.state !== "waiting") return;
      job.state = "over";
      waiting.delete(job);
      job.withdrawn();
    },
  };
};
