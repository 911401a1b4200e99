import { z } from "zod";
import type { Ledger } from "../../core/ledger.ts";
import type { Reason } from "../../core/reason.ts";
import type { ListedRepository, SelectedBy } from "../github/selection.ts";
import type { DailyMetric, Metric, TableMetric } from "./metrics.ts";

const sample = z.object({ at: z.number(), count: z.number(), uniques: z.number() });

const table = z.object({
  at: z.number(),
  since: z.number(),
  hours: z.object({ after: z.number(), until: z.number() }).optional(),
});

const state = z.object({
  name: z.string(),
  isFork: z.boolean(),
  isArchived: z.boolean(),
  isPrivate: z.boolean(),
  asked: z.string().optional(),
  tried: z.object({
    views: z.number().optional(),
    clones: z.number().optional(),
    referrers: z.number().optional(),
    paths: z.number().optional(),
  }),
  failedAt: z.number().optional(),
  shown: z.object({ views: sample.optional(), clones: sample.optional() }),
  tables: z.object({ referrers: table.optional(), paths: table.optional() }),
  trouble: z.object({ code: z.enum(["github-refused", "github-not-found"]), detail: z.string() }).optional(),
});

/** What GitHub showed last of fourteen days, and when, epoch ms. */
export type ShownWindow = Readonly<z.output<typeof sample>>;

/** When a table was fetched last (`at`), and when GitHub renews it. */
export type TableState = Readonly<z.output<typeof table>>;

/** What is remembered of one repository from run to run. */
export interface RepositoryState extends SelectedBy {
  /** When each metric was asked for last and GitHub answered something, epoch ms. */
  readonly tried: Readonly<Partial<Record<Metric, number>>>;
  /** When it had its turn without an answer. */
  readonly failedAt?: number;
  readonly shown: Readonly<Partial<Record<DailyMetric, ShownWindow>>>;
  readonly tables: Readonly<Partial<Record<TableMetric, TableState>>>;
  /** Why the token may not read its traffic, as GitHub said last. */
  readonly trouble?: Reason;
}

const key = (part: string): string => `repository:${part}`;

/** An older form of what was kept, or damage, is as nothing. */
const parseState = (text: string): RepositoryState | undefined => {
  try {
    const { data } = state.safeParse(JSON.parse(text));
    return data;
  } catch {
    return undefined;
  }
};

export const readState = async (ledger: Ledger, part: string): Promise<RepositoryState | undefined> => {
  const text = await ledger.memo(key(part));
  return text === undefined ? undefined : parseState(text);
};

/** As it is after an answer about some metrics: in trouble only if that answer says so. */
export const stateAfter = (
  { trouble: _before, ...state }: RepositoryState,
  metrics: readonly Metric[],
  { at, trouble }: { readonly at: number; readonly trouble?: Reason },
): RepositoryState => {
  const tried = { ...state.tried, ...Object.fromEntries(metrics.map((metric) => [metric, at])) };
  return { ...state, tried, ...(trouble && { trouble }) };
};

/** As it is listed now, with what was remembered. */
export const stateOf = (
  { name, isFork, isArchived, isPrivate, asked }: ListedRepository,
  known: RepositoryState | undefined,
): RepositoryState => {
  const { tried = {}, failedAt, shown = {}, tables = {}, trouble } = known ?? {};
  const titled = { name, isFork, isArchived, isPrivate, ...(asked !== undefined && { asked }) };
  const ended = { ...(failedAt !== undefined && { failedAt }), ...(trouble && { trouble }) };
  return { ...titled, tried, shown, tables, ...ended };
};

export const stateMemo = (part: string, state: RepositoryState): readonly [string, string] => [
  key(part),
  JSON.stringify(state),
];
