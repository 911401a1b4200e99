import { z } from "zod";
import type { DayValue, Ledger, PartTitle, Snapshot } from "../../core/ledger.ts";
import { deriveTable } from "./derive-table.ts";
import type { TableMetric } from "./metrics.ts";
import { renewalAfter, renewalDay, type Renewal } from "./renewal.ts";
import type { RepositoryState, TableState } from "./repository-state.ts";

const counted = { count: z.int(), uniques: z.int() };
const answers = {
  referrers: z.array(z.object({ referrer: z.string(), ...counted })),
  paths: z.array(z.object({ path: z.string(), title: z.string(), ...counted })),
} as const;

/** The first column is what a row is identified by; `count` is the last but one. */
const columns: Readonly<Record<TableMetric, readonly string[]>> = {
  referrers: ["referrer", "count", "uniques"],
  paths: ["path", "title", "count", "uniques"],
};

const textLength = 500;

/** In an order that is the same for the same numbers. */
const rowsOf = (metric: TableMetric, data: unknown, redact: (text: string) => string): Snapshot["rows"] => {
  const clean = (text: string) => redact(text).slice(0, textLength).toWellFormed();
  const rows =
    metric === "referrers"
      ? answers.referrers.parse(data).map(({ referrer, ...row }) => ({ texts: [referrer], ...row }))
      : answers.paths.parse(data).map(({ path, title, ...row }) => ({ texts: [path, title], ...row }));
  const named = rows.map((row) => ({ ...row, texts: row.texts.map(clean) }));
  return named
    .toSorted((left, right) => right.count - left.count || compare(left.texts[0] ?? "", right.texts[0] ?? ""))
    .map(({ texts, count, uniques }) => [...texts, count, uniques]);
};

const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

export interface TableInput {
  readonly part: string;
  readonly state: RepositoryState;
  readonly now: number;
  readonly ledger: Ledger;
  readonly redact: (text: string) => string;
}

export interface TableTaken {
  readonly snapshots: readonly Snapshot[];
  readonly days: readonly DayValue[];
  readonly parts: readonly PartTitle[];
  readonly state: RepositoryState;
}

/** Once per renewal where their time is known, else once a day: that nothing has changed is something to know, too. */
const isDue = (latest: Snapshot, now: number, table: TableState): boolean => {
  if (!table.hours) return Math.floor(now / 86_400_000) > Math.floor(latest.at / 86_400_000);
  const day = renewalDay(now, table);
  return day !== undefined && day !== renewalDay(latest.at, table);
};

/** What an answer about referrers or paths comes to: the table, where it is news, and the day values it settles. */
export const takeTable = async (
  metric: TableMetric,
  data: unknown,
  { part, state, now, ledger, redact }: TableInput,
): Promise<TableTaken> => {
  const rows = rowsOf(metric, data, redact);
  const [latest] = await ledger.snapshots({ name: metric, part, limit: 1 });
  const before = state.tables[metric];
  const isChanged = latest !== undefined && JSON.stringify(latest.rows) !== JSON.stringify(rows);
  const known: Renewal = before ? { since: before.since, hours: before.hours } : { since: 0 };
  const renewal = isChanged && before ? renewalAfter(known, { before: before.at, at: now }) : known;
  const table: TableState = { at: now, ...renewal };
  const taken = { ...state, tables: { ...state.tables, [metric]: table } };
  if (latest && !isChanged && !isDue(latest, now, table))
    return { snapshots: [], days: [], parts: [], state: taken };
  const snapshot: Snapshot = { name: metric, part, at: now, columns: columns[metric], rows };
  const derived = await deriveTable(ledger, { snapshot, table, title: state.name });
  return { snapshots: [snapshot], ...derived, state: taken };
};
