import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import type { GitHub, GitHubRefusal } from "../github/github.ts";
import { invalidAnswer } from "../github/refusals.ts";

export const contributionsReading = "contributions";

/** GitHub's own limit of one `contributionsCollection`. */
const daysPerRequest = 365;
/** How many of the newest days are fetched again each time: GitHub adds to them when branches are merged. */
const renewedDays = 31;

const kept = z.object({ from: z.string(), part: z.string() });
type Kept = Readonly<z.output<typeof kept>>;

const answered = z.object({
  owner: z
    .object({
      databaseId: z.int().optional(),
      contributionsCollection: z
        .object({
          contributionCalendar: z.object({
            weeks: z.array(
              z.object({
                contributionDays: z.array(z.object({ date: z.string(), contributionCount: z.int() })),
              }),
            ),
          }),
        })
        .optional(),
    })
    .nullable(),
});

/** Source: https://docs.github.com/en/graphql/reference/objects#contributionscollection */
const query = `query Contributions($login: String!, $from: DateTime!, $to: DateTime!) {
  owner: repositoryOwner(login: $login) { ... on User { databaseId contributionsCollection(from: $from, to: $to) {
    contributionCalendar { weeks { contributionDays { date contributionCount } } } } } }
}`;

export interface ContributionsInput {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly owners: readonly string[];
  readonly today: Day;
  /** The first day to be kept. */
  readonly from: Day;
}

const later = (left: Day, right: Day): Day => (left > right ? left : right);
const earlier = (left: Day, right: Day): Day => (left < right ? left : right);

/** Fetches one span of one calendar. Resolves with the part it was written under; none for an organisation. */
const fetchSpan = async (
  { github, ledger, today }: ContributionsInput,
  login: string,
  { from, to, knownFrom }: { readonly from: Day; readonly to: Day; readonly knownFrom: Day },
): Promise<{ readonly part?: string } | GitHubRefusal> => {
  const answer = await github.graphql(query, {
    login,
    from: `${from}T00:00:00Z`,
    to: `${to}T23:59:59Z`,
  });
  if (answer.kind === "empty" || answer.kind === "pending") return invalidAnswer(login);
  if (answer.kind !== "found") return answer;
  const { owner } = answered.parse(answer.data);
  if (owner?.databaseId === undefined || !owner.contributionsCollection) return {};
  const part = `user-${owner.databaseId}`;
  const { weeks } = owner.contributionsCollection.contributionCalendar;
  const days = weeks
    .flatMap(({ contributionDays }) => contributionDays)
    .filter(({ date }) => date >= from && date <= to)
    .map(({ date, contributionCount }): DayValue => ({
      reading: contributionsReading,
      part,
      day: date,
      value: contributionCount,
      unit: "count",
      provisional: date >= addDays(today, -1),
    }));
  const memo: Kept = { from: earlier(knownFrom, from), part };
  await ledger.write({
    days,
    parts: [{ part, title: login }],
    memos: { [`contributions:${login}`]: JSON.stringify(memo) },
  });
  return { part };
};

/** One calendar, the newest days first, each request at most a year. Resolves with its part. */
const fetchCalendar = async (
  input: ContributionsInput,
  login: string,
): Promise<{ readonly part?: string } | GitHubRefusal> => {
  const { ledger, today, from: first, github } = input;
  const memo: unknown = JSON.parse((await ledger.memo(`contributions:${login}`)) ?? "null");
  const known = kept.safeParse(memo).data;
  let [to, knownFrom] = [today, known?.from ?? today];
  let from = later(first, addDays(today, 1 - (known ? renewedDays : daysPerRequest)));
  for (;;) {
    const fetched = await fetchSpan(input, login, { from, to, knownFrom });
    if ("kind" in fetched || fetched.part === undefined) return fetched;
    knownFrom = earlier(knownFrom, from);
    if (knownFrom <= first || github.timeLeftMs() === 0) return fetched;
    to = addDays(knownFrom, -1);
    from = later(first, addDays(to, 1 - daysPerRequest));
  }
};

/** The sum over all calendars, for the days that every one of them has. */
const sumCalendars = async (
  { ledger, from, today }: ContributionsInput,
  parts: ReadonlySet<string>,
): Promise<readonly DayValue[]> => {
  const days = new Map<Day, DayValue[]>();
  for (const value of await ledger.days({ reading: contributionsReading, from, to: addDays(today, 1) }))
    if (parts.has(value.part)) days.set(value.day, [...(days.get(value.day) ?? []), value]);
  return [...days].flatMap(([day, values]) => {
    if (values.length < parts.size) return [];
    const value = values.reduce((sum, { value }) => sum + value, 0);
    const provisional = values.some((one) => one.provisional);
    return [{ reading: contributionsReading, part: "", day, value, unit: "count", provisional }];
  });
};

/**
 * Keeps the contribution calendars of users, as GitHub cuts their days. Resolves with why one of them could not be
 * fetched; organisations have none.
 */
export const fetchContributions = async (input: ContributionsInput): Promise<GitHubRefusal | undefined> => {
  const parts = new Set<string>();
  for (const login of input.owners) {
    const fetched = await fetchCalendar(input, login);
    if ("kind" in fetched) return fetched;
    if (fetched.part !== undefined) parts.add(fetched.part);
  }
  if (parts.size > 0) await input.ledger.write({ days: await sumCalendars(input, parts) });
  return undefined;
};
