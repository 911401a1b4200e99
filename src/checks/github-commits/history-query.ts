import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { DayCalendar } from "../github/day-calendar.ts";
import type { GitHubAnswer } from "../github/github.ts";
import type { Span } from "./progress.ts";

/** Whose commits count: a user's, by what GraphQL calls them, or an e-mail address's. */
export type Author = { readonly id: string } | { readonly emails: readonly string[] };

/** One part of a request: a page of the commits of a span, or how many there are in it. */
export interface Question {
  readonly kind: "count" | "verify";
  readonly part: string;
  readonly nodeId: string;
  /** The commit whose history is meant. */
  readonly oid: string;
  readonly span: Span;
}

/** What GitHub says to a question. */
export interface HistoryPage {
  /** Of the whole span, whatever the page. */
  readonly total: number;
  /** Committer dates, epoch ms. */
  readonly dates: readonly number[];
  /** Where the next page begins. */
  readonly next?: string;
}

/** GitHub takes seconds as its finest time. */
const gitTime = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

/** `since` and `until` both belong to what is asked for, and are compared with committer dates. */
const timesOf = ({ from, to }: Span, { startOf }: DayCalendar): string[] => [
  `since: "${gitTime(startOf(from))}"`,
  ...(to === undefined ? [] : [`until: "${gitTime(startOf(addDays(to, 1)) - 1000)}"`]),
];

const pageFields = "totalCount pageInfo { hasNextPage endCursor } nodes { committedDate }";

/** A document with one alias per question, `q0`, `q1` …, and its variables. */
export const historyQuery = (
  questions: readonly Question[],
  calendar: DayCalendar,
  author?: Author,
): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } => {
  const variables: Record<string, unknown> = author ? { author } : {};
  const declared = author ? ["$author: CommitAuthor!"] : [];
  const parts = questions.map(({ kind, nodeId, oid, span }, at) => {
    declared.push(`$id${at}: ID!`, `$oid${at}: GitObjectID!`);
    variables[`id${at}`] = nodeId;
    variables[`oid${at}`] = oid;
    const given = timesOf(span, calendar);
    if (author) given.push("author: $author");
    if (kind === "count") given.push("first: 100");
    if (kind === "count" && span.after !== undefined) {
      declared.push(`$after${at}: String!`);
      variables[`after${at}`] = span.after;
      given.push(`after: $after${at}`);
    }
    const wanted = kind === "count" ? pageFields : "totalCount";
    return `q${at}: node(id: $id${at}) { ... on Repository { object(oid: $oid${at}) { ... on Commit {
      history(${given.join(", ")}) { ${wanted} } } } } }`;
  });
  return { query: `query History(${declared.join(", ")}) {\n  ${parts.join("\n  ")}\n}`, variables };
};

const part = z.object({
  object: z.object({
    history: z.object({
      totalCount: z.int(),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }).optional(),
      nodes: z.array(z.object({ committedDate: z.iso.datetime({ offset: true }) }).nullable()).nullish(),
    }),
  }),
});

const missing = z.union([z.null(), z.object({ object: z.null() })]);

/** What an answer says to question number `at`; nothing when the repository or the commit is not there. */
export const historyPage = (
  { data }: Extract<GitHubAnswer, { readonly kind: "found" }>,
  at: number,
): HistoryPage | undefined => {
  const found = z.record(z.string(), z.unknown()).parse(data)[`q${at}`] ?? null;
  if (missing.safeParse(found).success) return undefined;
  const { totalCount, pageInfo, nodes } = part.parse(found).object.history;
  const dates = (nodes ?? []).flatMap((node) => (node ? [Date.parse(node.committedDate)] : []));
  const next = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
  return { total: totalCount, dates, ...(next !== null && { next }) };
};
