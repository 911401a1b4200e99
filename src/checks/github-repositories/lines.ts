import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import { daysBetween } from "../github/day-calendar.ts";
import type { Projection } from "../github/github.ts";
import type { Listed } from "../github/list-repositories.ts";
import { endWithout, memoKey, type Job, type JobEnd } from "./job.ts";
import type { Counts } from "./metrics.ts";

const known = z.object({
  at: z.number(),
  head: z.string(),
  week: z.string(),
  /** GitHub makes no such statistic of this repository. */
  refused: z.string().optional(),
});

/** What a repository's weeks were last counted for. */
export type KnownLines = Readonly<z.output<typeof known>>;

const weekDays = 7;

/** The Sunday that the week of an instant (epoch ms) begins with, as GitHub cuts weeks: UTC. */
export const weekOf = (at: number): Day => {
  const date = new Date(at);
  return addDays(date.toISOString().slice(0, 10), -date.getUTCDay());
};

const answered = z.array(z.tuple([z.int(), z.int(), z.int()]).readonly()).readonly();

const asTheyAre: Projection = { name: "weeks", of: (data) => answered.parse(data) };

export interface LinesMoment {
  readonly now: number;
  /** The first week that is kept, and this one. */
  readonly from: Day;
  readonly week: Day;
}

const eachWeek = ({ from, week }: LinesMoment): readonly Day[] =>
  Array.from({ length: daysBetween(from, week) / weekDays + 1 }, (_, at) => addDays(from, at * weekDays));

/** A week that GitHub does not list has no commits. */
const valuesOf = (
  part: string,
  weeks: z.output<typeof answered>,
  moment: LinesMoment,
): readonly DayValue[] => {
  const byWeek = new Map(weeks.map(([at, added, deleted]) => [weekOf(at * 1000), { added, deleted }]));
  return eachWeek(moment).flatMap((day) => {
    const { added, deleted } = byWeek.get(day) ?? { added: 0, deleted: 0 };
    const common = { part, day, unit: "count", provisional: day === moment.week } as const;
    return [
      { reading: "lines_added", value: added, ...common },
      { reading: "lines_deleted", value: Math.abs(deleted), ...common },
    ];
  });
};

/** One turn, whose answer is asked for by name: GitHub counts in the background and says so at first. */
const runLines = async (
  { repository: { part, name, branch } }: Listed<Counts>,
  moment: LinesMoment,
  ...[github]: Parameters<Job["run"]>
): Promise<JobEnd> => {
  const memo = { at: moment.now, head: branch?.head ?? "", week: moment.week };
  const sampled = (weeks: z.output<typeof answered>): JobEnd => ({
    kind: "sampled",
    days: valuesOf(part, weeks, moment),
    memo: JSON.stringify(memo satisfies KnownLines),
  });
  if (!branch) return sampled([]);
  const answer = await github.get(`/repos/${name}/stats/code_frequency`, asTheyAre);
  if (answer.kind === "empty") return sampled([]);
  if (answer.kind === "found") return sampled(answered.parse(answer.data));
  if (answer.kind !== "absent") return endWithout(answer);
  const refused: KnownLines = { ...memo, refused: answer.reason.detail };
  return { kind: "sampled", days: [], memo: JSON.stringify(refused) };
};

/**
 * A turn for each repository with new commits, or whose last count is of another week.
 * Source: https://docs.github.com/en/rest/metrics/statistics#get-the-weekly-commit-activity
 */
export const linesJobs = (
  all: readonly Listed<Counts>[],
  before: ReadonlyMap<string, KnownLines>,
  moment: LinesMoment,
): readonly Job[] =>
  all.flatMap((listed) => {
    const { part, branch } = listed.repository;
    const last = before.get(part);
    if (last && last.head === (branch?.head ?? "") && last.week === moment.week) return [];
    return [
      {
        metric: "lines",
        listed,
        lastAt: last?.at ?? 0,
        run: (github) => runLines(listed, moment, github),
      } as const,
    ];
  });

export const parseLines = (memo: string | undefined): KnownLines | undefined =>
  memo === undefined ? undefined : known.safeParse(JSON.parse(memo)).data;

export const readLines = async (
  ledger: Ledger,
  all: readonly Listed<Counts>[],
): Promise<Map<string, KnownLines>> => {
  const found = new Map<string, KnownLines>();
  for (const { repository } of all) {
    const one = parseLines(await ledger.memo(memoKey("lines", repository.part)));
    if (one) found.set(repository.part, one);
  }
  return found;
};

/**
 * The sums of every week over all repositories that GitHub makes the statistic of; none before each of them has been
 * counted for this week.
 */
export const linesSums = async (
  ledger: Ledger,
  parts: readonly (KnownLines & { readonly part: string })[],
  moment: LinesMoment,
): Promise<readonly DayValue[]> => {
  const members = new Set(parts.filter(({ refused }) => refused === undefined).map(({ part }) => part));
  if (members.size === 0 || parts.some(({ week }) => week !== moment.week)) return [];
  const sums: DayValue[] = [];
  for (const reading of ["lines_added", "lines_deleted"]) {
    const byWeek = new Map(eachWeek(moment).map((day) => [day, 0]));
    const range = { from: moment.from, to: addDays(moment.week, 1) };
    for (const { part, day, value } of await ledger.days({ reading, ...range }))
      if (members.has(part)) byWeek.set(day, (byWeek.get(day) ?? 0) + value);
    for (const [day, value] of byWeek)
      sums.push({ reading, part: "", day, value, unit: "count", provisional: day === moment.week });
  }
  return sums;
};
