import type { RunContext } from "../../core/check.ts";
import type { Ledger } from "../../core/ledger.ts";
import { failedOutcome, judge, type Outcome } from "../../core/outcome.ts";
import type { ReadingJudge } from "../expect/reading.ts";
import type { GitHub, GitHubAccess } from "../github/github.ts";
import { listRepositories, type Listing, type MoreFields } from "../github/list-repositories.ts";
import { refusedOutcome } from "../github/outcome.ts";
import { repositoriesJudgement } from "../github/repositories-judgement.ts";
import type { Selection } from "../github/selection.ts";
import { tokenJudgement } from "../github/token-judgement.ts";
import { z } from "zod";
import { isDaily, type Metric } from "./metrics.ts";
import {
  isTodayFetched,
  notFetchedYet,
  readingsOf,
  trafficJudgement,
  troubledOf,
  type Found,
} from "./report.ts";
import { readState, stateOf, type RepositoryState } from "./repository-state.ts";
import { runTurns, type TurnsEnd } from "./run-turns.ts";
import { utcDay } from "./take-daily.ts";
import { sumWhole } from "./whole.ts";

/** A configured check, ready to run. */
export interface TrafficPlan {
  readonly selection: Selection;
  readonly metrics: readonly Metric[];
  readonly access: GitHubAccess;
  readonly judge: ReadingJudge;
}

interface RunInput {
  readonly plan: TrafficPlan;
  readonly run: RunContext;
  readonly ledger: Ledger;
  readonly github: GitHub;
}

/** A token for traffic needs no right to contents, so branches are not asked for. */
const namesOnly: MoreFields<unknown> = { fields: "", schema: z.unknown(), withoutBranch: true };

type Whole = Extract<Listing<unknown>, { readonly kind: "listed" }>;

/** Fetches what there is time for, and adds up. */
const fetch = async (
  { plan, run, ledger, github }: RunInput,
  { repositories, missing, parts, isPartial }: Whole,
): Promise<{ readonly found: Found; readonly refusal: TurnsEnd["refusal"] }> => {
  const { selection, metrics, access } = plan;
  const { clock } = run;
  const known = new Map<string, RepositoryState>();
  for (const { repository } of repositories)
    known.set(repository.part, stateOf(repository, await readState(ledger, repository.part)));
  await ledger.write({
    parts: repositories.map(({ repository: { part, name } }) => ({ part, title: name })),
  });
  const { redact } = access;
  const { states, refusal } = await runTurns({ github, ledger, clock, metrics, redact }, known);
  const now = clock.now();
  const daily = metrics.filter(isDaily);
  if (!isPartial && states.size > 0)
    await sumWhole({ ledger, metrics: daily, selection, states, listed: parts, today: utcDay(now) });
  return { found: { ledger, metrics, states, missing, isPartial, now }, refusal };
};

/** One run: lists the repositories, fetches their traffic, the longest not fetched first, and judges. */
export const runTraffic = async (plan: TrafficPlan, run: RunContext, ledger: Ledger): Promise<Outcome> => {
  const { access, selection } = plan;
  const { redact } = access;
  const github = access.open(run);
  const listing = await listRepositories(github, selection, namesOnly);
  if (listing.kind === "none") return refusedOutcome(listing.refusal, redact);
  const { found, refusal } = await fetch({ plan, run, ledger, github }, listing);
  const readings = await readingsOf(found);
  const troubled = troubledOf(found);
  if (!isTodayFetched(found) && troubled.length === 0)
    return refusal
      ? refusedOutcome(refusal, redact, readings)
      : failedOutcome("unknown", notFetchedYet(found), readings);
  const { now, states } = found;
  const token = tokenJudgement(github.tokenExpiresAt(), now);
  return judge(readings, [
    ...(await plan.judge.judge(readings, { now, ledger })),
    repositoriesJudgement({ count: states.size, troubled, title: selection.title }, redact),
    trafficJudgement(found, refusal, redact),
    ...(token ? [token] : []),
  ]);
};
