import type { RunContext } from "../../core/check.ts";
import { dayOf } from "../../core/day.ts";
import type { Ledger } from "../../core/ledger.ts";
import { judge, type Judgement, type Outcome, type Reading } from "../../core/outcome.ts";
import type { ReadingJudge } from "../expect/reading.ts";
import type { GitHub, GitHubAccess } from "../github/github.ts";
import { listRepositories, type Listing } from "../github/list-repositories.ts";
import { refusedOutcome } from "../github/outcome.ts";
import { repositoriesJudgement } from "../github/repositories-judgement.ts";
import type { Selection } from "../github/selection.ts";
import { tokenJudgement } from "../github/token-judgement.ts";
import { closeDay, countsOf } from "./counts.ts";
import { countFields, type Counts, type Metric } from "./metrics.ts";
import { runJobs } from "./run-jobs.ts";
import { openSamplings, samplingJudgement } from "./sampling.ts";

/** A configured check, ready to run. */
export interface RepositoriesPlan {
  readonly selection: Selection;
  readonly metrics: ReadonlySet<Metric>;
  readonly backfillDays: number;
  readonly timezone: string;
  readonly access: GitHubAccess;
  readonly judge: ReadingJudge;
}

interface RunInput {
  readonly plan: RepositoriesPlan;
  readonly run: RunContext;
  readonly ledger: Ledger;
  readonly github: GitHub;
}

type Whole = Extract<Listing<Counts>, { readonly kind: "listed" }>;

/** Keeps what the list told, and asks for what it did not. */
const keep = async (
  { plan, run, ledger, github }: RunInput,
  { repositories: all, isPartial }: Whole,
): Promise<{ readonly readings: readonly Reading[]; readonly judgements: readonly Judgement[] }> => {
  const { metrics, timezone, backfillDays, access } = plan;
  const now = run.clock.now();
  const today = dayOf(now, timezone);
  const counts = countsOf(all, metrics, { today, isPartial });
  const closed = await closeDay(ledger, metrics, today);
  await ledger.write({
    parts: all.map(({ repository: { part, name } }) => ({ part, title: name })),
    days: [...closed.days, ...counts.days],
    memos: closed.memos,
  });
  const samplings = await openSamplings(metrics, { ledger, all, isPartial, now, today, backfillDays });
  const jobs = samplings.flatMap(({ jobs }) => jobs);
  const end = await runJobs(jobs, { github, ledger, clock: run.clock });
  const readings = [{ name: "repositories", value: all.length, unit: "count" } as const, ...counts.readings];
  const judgements: Judgement[] = [];
  for (const { metric, finish } of samplings) {
    const finished = await finish(end);
    readings.push(...finished.readings);
    judgements.push(samplingJudgement(metric, finished.progress, end, access.redact));
  }
  return { readings, judgements };
};

/** One run: lists the repositories with their counts, samples what costs more as far as time goes, and judges. */
export const runRepositories = async (
  plan: RepositoriesPlan,
  run: RunContext,
  ledger: Ledger,
): Promise<Outcome> => {
  const { access, selection, metrics } = plan;
  const github = access.open(run);
  const listing = await listRepositories(github, selection, countFields(metrics));
  if (listing.kind === "none") return refusedOutcome(listing.refusal, access.redact);
  const { readings, judgements } = await keep({ plan, run, ledger, github }, listing);
  const now = run.clock.now();
  const token = tokenJudgement(github.tokenExpiresAt(), now);
  const troubled = listing.missing.map(({ name, gap }) => ({ name, why: gap.reason }));
  const count = listing.repositories.length;
  return judge(readings, [
    ...(await plan.judge.judge(readings, { now, ledger })),
    repositoriesJudgement({ count, troubled, title: selection.title }, access.redact),
    ...judgements,
    ...(token ? [token] : []),
  ]);
};
