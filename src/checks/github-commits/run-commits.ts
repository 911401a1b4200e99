import { addDays, dayOf } from "../../core/day.ts";
import type { RunContext } from "../../core/check.ts";
import type { Ledger } from "../../core/ledger.ts";
import { failedOutcome, judge, type Judgement, type Outcome } from "../../core/outcome.ts";
import { createJudge } from "../expect/judgement.ts";
import type { ReadingJudge } from "../expect/reading.ts";
import { createDayCalendar } from "../github/day-calendar.ts";
import type { GitHub, GitHubAccess, GitHubRefusal } from "../github/github.ts";
import { listRepositories, noMoreFields } from "../github/list-repositories.ts";
import { refusedOutcome } from "../github/outcome.ts";
import { repositoriesJudgement } from "../github/repositories-judgement.ts";
import type { Selection } from "../github/selection.ts";
import { tokenJudgement } from "../github/token-judgement.ts";
import { resolveAuthor } from "./author.ts";
import { fetchContributions } from "./contributions.ts";
import { CountBook } from "./count-book.ts";
import { countCommits } from "./count-commits.ts";
import {
  historyJudgement,
  isTodayCounted,
  notCountedYet,
  readingsOf,
  troubledOf,
  type Found,
} from "./report.ts";
import { sumWhole } from "./whole.ts";

/** A configured check, ready to run. */
export interface CommitsPlan {
  readonly selection: Selection;
  /** Login or e-mail address; absent: everybody's commits count. */
  readonly author?: string | undefined;
  readonly backfillDays: number;
  readonly contributions: boolean;
  readonly timezone: string;
  readonly access: GitHubAccess;
  readonly judge: ReadingJudge;
}

interface RunInput {
  readonly plan: CommitsPlan;
  readonly run: RunContext;
  readonly ledger: Ledger;
  readonly github: GitHub;
}

interface Counted {
  readonly found: Found;
  readonly refusal?: GitHubRefusal;
  readonly calendarRefusal?: GitHubRefusal;
}

const isRefusal = (value: Counted | GitHubRefusal): value is GitHubRefusal => "kind" in value;

/** Lists, counts and sums. Resolves with a refusal where there is not even a list. */
const count = async ({ plan, run, ledger, github }: RunInput): Promise<Counted | GitHubRefusal> => {
  const { selection, timezone } = plan;
  const listing = await listRepositories(github, selection, noMoreFields);
  if (listing.kind === "none") return listing.refusal;
  const author = await resolveAuthor(github, ledger, plan.author);
  if (author.kind !== "known") return author;
  const today = dayOf(run.clock.now(), timezone);
  const from = addDays(today, 1 - plan.backfillDays);
  const calendarRefusal = plan.contributions
    ? await fetchContributions({ github, ledger, owners: selection.owners, today, from })
    : undefined;
  const repositories = listing.repositories.map(({ repository }) => repository);
  const calendar = createDayCalendar(timezone);
  const by = `${timezone} ${plan.author ?? "*"}`;
  const book = await CountBook.open({ ledger, calendar, today, from, by }, repositories);
  const end = await countCommits({ github, book, calendar, clock: run.clock, author: author.author });
  const { parts: listed, missing, isPartial } = listing;
  if (!isPartial) await sumWhole({ ledger, book, selection, listed, today });
  const { troubles, refusal } = end;
  const found = { ledger, today, progress: book.progress, troubles, missing, isPartial };
  return { found, ...(refusal && { refusal }), ...(calendarRefusal && { calendarRefusal }) };
};

const contributionsJudgement = (refusal: GitHubRefusal, { access }: CommitsPlan): Judgement => {
  const judge = createJudge("contributions", "readable", access.redact);
  if (refusal.kind === "limited") return judge.met("not asked for in this run");
  const { code, detail } = refusal.reason;
  return judge.missed("not readable", { severity: "degraded", code, detail });
};

/** What a run comes to: no sum is shown before every repository is counted for today. */
const report = async ({ plan, run, ledger, github }: RunInput, counted: Counted): Promise<Outcome> => {
  const { found, refusal, calendarRefusal } = counted;
  const { redact } = plan.access;
  const readings = await readingsOf(found);
  if (!isTodayCounted(found) && found.troubles.size === 0)
    return refusal
      ? refusedOutcome(refusal, redact, readings)
      : failedOutcome("unknown", notCountedYet(found), readings);
  const now = run.clock.now();
  const token = tokenJudgement(github.tokenExpiresAt(), now);
  const resumesAt = refusal?.kind === "limited" ? refusal.until : undefined;
  return judge(readings, [
    ...(await plan.judge.judge(readings, { now, ledger })),
    repositoriesJudgement(
      { count: found.progress.size, troubled: troubledOf(found), title: plan.selection.title },
      redact,
    ),
    historyJudgement(found, resumesAt, redact),
    ...(calendarRefusal ? [contributionsJudgement(calendarRefusal, plan)] : []),
    ...(token ? [token] : []),
  ]);
};

/** One run: lists the repositories, counts what is new, goes on with the past, and judges. */
export const runCommits = async (plan: CommitsPlan, run: RunContext, ledger: Ledger): Promise<Outcome> => {
  const github = plan.access.open(run);
  const input = { plan, run, ledger, github };
  const counted = await count(input);
  return isRefusal(counted) ? refusedOutcome(counted, plan.access.redact) : report(input, counted);
};
