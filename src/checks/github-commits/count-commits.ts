import type { Clock } from "../../core/clock.ts";
import { reason, type Reason } from "../../core/reason.ts";
import type { DayCalendar } from "../github/day-calendar.ts";
import type { GitHub, GitHubAnswer, GitHubRefusal } from "../github/github.ts";
import type { CountBook } from "./count-book.ts";
import { historyPage, historyQuery, type Author, type HistoryPage, type Question } from "./history-query.ts";

/** How a run's counting ended. */
export interface CountEnd {
  /** Absent: all is counted, or the run's time was over; the next run goes on. */
  readonly refusal?: GitHubRefusal;
  /** By part: why a repository could not be counted in this run. */
  readonly troubles: ReadonlyMap<string, Reason>;
}

export interface CountInput {
  readonly github: GitHub;
  readonly book: CountBook;
  readonly calendar: DayCalendar;
  readonly clock: Clock;
  readonly author?: Author | undefined;
}

/** Pages per request: 2,000 commits, of which GitHub reads as many in a few seconds. */
const pagesPerRequest = 20;

type Found = Extract<GitHubAnswer, { readonly kind: "found" }>;

const goneCommit = reason(
  "github-not-found",
  "its newest commit is gone since it was listed; it is counted in the next run",
);

const unevenPages = reason(
  "invalid-response",
  "GitHub's number of commits and the commits that it lists do not agree",
);

/** What an answer says to each question. */
const readAnswer = async (
  answer: Found,
  questions: readonly Question[],
  { book, troubles }: { readonly book: CountBook; readonly troubles: Map<string, Reason> },
): Promise<void> => {
  const answered: { readonly question: Question; readonly page: HistoryPage | undefined }[] = [];
  for (const [at, question] of questions.entries()) {
    const page = historyPage(answer, at);
    answered.push({ question, page });
    if (page || question.span.oid !== undefined) continue;
    const gap = answer.gaps?.find(({ path }) => path[0] === `q${at}`);
    troubles.set(question.part, gap?.reason ?? goneCommit);
  }
  for (const part of await book.take(answered)) troubles.set(part, unevenPages);
};

/** What to do after an answer without data: ask for less, give the repositories up for this run, or end the run. */
const sequelOf = (
  answer: Exclude<GitHubAnswer, Found>,
  asked: number,
): { readonly kind: "less" | "end" } | { readonly kind: "trouble"; readonly why: Reason } => {
  switch (answer.kind) {
    case "absent":
    case "refused":
      return { kind: "trouble", why: answer.reason };
    case "failed":
      if (!answer.tooMuch) return { kind: "end" };
      return asked > 1 ? { kind: "less" } : { kind: "trouble", why: answer.reason };
    case "limited":
    case "empty":
    case "pending":
      return { kind: "end" };
  }
};

/** The refusal that an answer ends a run with; none where only the time was over, with something done. */
const endOf = (answer: Exclude<GitHubAnswer, Found>, isOver: boolean): GitHubRefusal | undefined => {
  if (answer.kind === "empty" || answer.kind === "pending") return undefined;
  return answer.kind === "failed" && isOver ? undefined : answer;
};

/** Asks until everything is counted, GitHub refuses, or the time does not suffice for one more request. */
export const countCommits = async (input: CountInput): Promise<CountEnd> => {
  const { github, book, calendar, clock, author } = input;
  const troubles = new Map<string, Reason>();
  let size = pagesPerRequest;
  let lastMs = 0;
  for (let answers = 0; ; answers += 1) {
    const questions = book.questions(size, new Set(troubles.keys()));
    if (questions.length === 0 || github.timeLeftMs() <= lastMs) return { troubles };
    const { query, variables } = historyQuery(questions, calendar, author);
    const began = clock.monotonic();
    const answer = await github.graphql(query, variables);
    lastMs = clock.monotonic() - began;
    if (answer.kind === "found") {
      await readAnswer(answer, questions, { book, troubles });
      continue;
    }
    const sequel = sequelOf(answer, questions.length);
    if (sequel.kind === "less") size = Math.ceil(questions.length / 4);
    if (sequel.kind === "trouble") for (const { part } of questions) troubles.set(part, sequel.why);
    if (sequel.kind !== "end") continue;
    const refusal = endOf(answer, answers > 0 && github.timeLeftMs() === 0);
    return { troubles, ...(refusal && { refusal }) };
  }
};
