import type { Clock } from "../../core/clock.ts";
import type { DayValue, Ledger } from "../../core/ledger.ts";
import type { Reason } from "../../core/reason.ts";
import type { GitHub, GitHubRefusal } from "../github/github.ts";
import { memoKey, type Job } from "./job.ts";
import type { SampledMetric } from "./metrics.ts";

/** What the turns of a run came to. */
export interface JobsEnd {
  /** What each turn left to be remembered, by memo key. */
  readonly memos: ReadonlyMap<string, string>;
  readonly troubles: ReadonlyMap<SampledMetric, readonly { readonly name: string; readonly why: Reason }[]>;
  /** Repositories of which GitHub is still counting something. */
  readonly pending: ReadonlyMap<SampledMetric, number>;
  readonly refusal?: GitHubRefusal;
}

/** Turns whose findings are written together. */
const turnsPerWrite = 20;

/** Gives every repository its turn, the one that waited longest first, until the run's time is over. */
export const runJobs = async (
  jobs: readonly Job[],
  { github, ledger, clock }: { readonly github: GitHub; readonly ledger: Ledger; readonly clock: Clock },
): Promise<JobsEnd> => {
  const memos = new Map<string, string>();
  const troubles = new Map<SampledMetric, { readonly name: string; readonly why: Reason }[]>();
  const pending = new Map<SampledMetric, number>();
  let refusal: GitHubRefusal | undefined;
  let days: DayValue[] = [];
  let unwritten: Record<string, string> = {};
  const write = async () => {
    if (days.length > 0 || Object.keys(unwritten).length > 0) await ledger.write({ days, memos: unwritten });
    days = [];
    unwritten = {};
  };
  let lastMs = 0;
  for (const { metric, listed, run } of jobs.toSorted((left, right) => left.lastAt - right.lastAt)) {
    if (github.timeLeftMs() <= lastMs) break;
    const { name, part } = listed.repository;
    const began = clock.monotonic();
    const end = await run(github);
    lastMs = clock.monotonic() - began;
    if (end.kind === "sampled") {
      days.push(...end.days);
      unwritten[memoKey(metric, part)] = end.memo;
      memos.set(memoKey(metric, part), end.memo);
    }
    if (end.kind === "pending") pending.set(metric, (pending.get(metric) ?? 0) + 1);
    if (end.kind === "trouble")
      troubles.set(metric, [...(troubles.get(metric) ?? []), { name, why: end.why }]);
    if (end.kind === "over") {
      // A run whose time is over goes on in the next one; that is nobody's fault.
      if (end.refusal.kind === "limited" || github.timeLeftMs() > 0) refusal = end.refusal;
      break;
    }
    if (Object.keys(unwritten).length >= turnsPerWrite) await write();
  }
  await write();
  return { memos, troubles, pending, ...(refusal && { refusal }) };
};
