import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import type { Selection } from "../github/selection.ts";
import { windowDays, type DailyMetric } from "./metrics.ts";
import { readState, type RepositoryState } from "./repository-state.ts";

/** Which parts the sums were last made of, and the first day of all. */
const wholeMemo = "whole";
const whole = z.object({ members: z.string(), from: z.string() });

/** Days that are read at once. */
const slice = 62;

export interface WholeInput {
  readonly ledger: Ledger;
  readonly metrics: readonly DailyMetric[];
  readonly selection: Selection;
  readonly states: ReadonlyMap<string, RepositoryState>;
  /** Parts of everything that is listed, selected or not. */
  readonly listed: ReadonlySet<string>;
  readonly today: Day;
}

/** Repositories that are gone: what they had counts for the days that they had it. */
const goneParts = async ({ ledger, selection, states, listed }: WholeInput): Promise<string[]> => {
  const gone: string[] = [];
  for (const { part } of await ledger.parts()) {
    if (states.has(part) || listed.has(part) || !/^\d+$/.test(part)) continue;
    const known = await readState(ledger, part);
    if (known && selection.accepts(known)) gone.push(part);
  }
  return gone;
};

interface Span {
  readonly from: Day;
  readonly to: Day;
}

/**
 * The sums of some days, for those of which every selected repository has a value: neither a gap nor the rest of a day
 * that GitHub had cut off already.
 */
const sumDays = async (
  { ledger, states, today }: WholeInput,
  { reading, gone }: { readonly reading: string; readonly gone: ReadonlySet<string> },
  { from, to }: Span,
): Promise<DayValue[]> => {
  const byDay = new Map<Day, DayValue[]>();
  for (const value of await ledger.days({ reading, from, to: addDays(to, 1) })) {
    const isWhole = !value.provisional || value.day >= addDays(today, -1);
    if (!(states.has(value.part) ? isWhole : gone.has(value.part))) continue;
    byDay.set(value.day, [...(byDay.get(value.day) ?? []), value]);
  }
  return [...byDay].flatMap(([day, values]) => {
    if (values.filter(({ part }) => states.has(part)).length < states.size) return [];
    const value = values.reduce((sum, one) => sum + one.value, 0);
    const provisional = values.some((one) => one.provisional);
    return [{ reading, part: "", day, value, unit: "count", provisional }];
  });
};

/** Makes the sums of the days that GitHub shows; those of all days when others are selected than before. */
export const sumWhole = async (input: WholeInput): Promise<void> => {
  const { ledger, metrics, states, today } = input;
  const gone = await goneParts(input);
  const members = [...states.keys(), ...gone].sort().join(" ");
  const first = addDays(today, -windowDays);
  const known = whole.safeParse(JSON.parse((await ledger.memo(wholeMemo)) ?? "null")).data;
  const since = known?.from ?? first;
  let from = known?.members === members ? first : since;
  for (; from <= today; from = addDays(from, slice)) {
    const last = addDays(from, slice - 1);
    const to = last < today ? last : today;
    const days: DayValue[] = [];
    for (const reading of metrics)
      days.push(...(await sumDays(input, { reading, gone: new Set(gone) }, { from, to })));
    await ledger.write({ days });
  }
  if (known?.members === members) return;
  await ledger.write({ memos: { [wholeMemo]: JSON.stringify({ members, from: since }) } });
};
