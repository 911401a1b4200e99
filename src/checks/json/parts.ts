import { addDays, dayOf } from "../../core/day.ts";
import type { DayValue, Ledger, LedgerChange } from "../../core/ledger.ts";
import type { Unit } from "../../core/outcome.ts";
import type { Part } from "./take.ts";

/** What the rows of one reading came to. */
export interface PartsOf {
  readonly reading: string;
  readonly unit: Unit;
  readonly parts: readonly Part[];
}

const memoKey = "json.day";

/** The values of the day that was last written, as they stay now that it is over. */
const finished = async (
  ledger: Ledger,
  day: string,
  found: readonly PartsOf[],
): Promise<readonly DayValue[]> => {
  const range = { from: day, to: addDays(day, 1) };
  const days = await Promise.all(found.map(({ reading }) => ledger.days({ ...range, reading })));
  return days.flat().map((value) => ({ ...value, provisional: false }));
};

/**
 * Keeps the latest value of each part as the value of the day that `now` lies in. Runs have one number per reading, so
 * that parts are found in the ledger.
 */
export const keepParts = async (
  ledger: Ledger,
  found: readonly PartsOf[],
  { now, timezone }: { readonly now: number; readonly timezone: string },
): Promise<void> => {
  if (found.length === 0) return;
  const today = dayOf(now, timezone);
  const before = await ledger.memo(memoKey);
  const isNewDay = before !== undefined && before !== today;
  const days = found.flatMap(({ reading, unit, parts }) =>
    parts.map(({ label, value }) => ({ reading, part: label, day: today, value, unit, provisional: true })),
  );
  const labels = new Set(found.flatMap(({ parts }) => parts.map(({ label }) => label)));
  const change: LedgerChange = {
    days: [...(isNewDay ? await finished(ledger, before, found) : []), ...days],
    parts: [...labels].map((label) => ({ part: label, title: label })),
    memos: { [memoKey]: today },
  };
  await ledger.write(change);
};
