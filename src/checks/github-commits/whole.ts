import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import { eachDay } from "../github/day-calendar.ts";
import type { Selection } from "../github/selection.ts";
import { commitsReading, staleMemo, type CountBook, type Days } from "./count-book.ts";
import { isOpen, readProgress } from "./progress.ts";

/** Which parts the sums are made of, as they were last made. */
const membersMemo = "members";

/** Days that are read at once. */
const slice = 62;

export interface WholeInput {
  readonly ledger: Ledger;
  readonly book: CountBook;
  readonly selection: Selection;
  /** Parts of everything that is listed, selected or not. */
  readonly listed: ReadonlySet<string>;
  readonly today: Day;
}

/** Those that are selected, and those that are gone: what they had counts for the days that they had it. */
const membersOf = async ({ ledger, book, selection, listed }: WholeInput): Promise<string[]> => {
  const members = [...book.progress.keys()];
  for (const { part } of await ledger.parts()) {
    if (book.progress.has(part) || listed.has(part)) continue;
    const gone = await readProgress(ledger, part);
    if (gone && selection.accepts(gone)) members.push(part);
  }
  return members.sort();
};

/** The sums of some days; none for a day that some selected repository is not counted for. */
const sumDays = async (
  { ledger, book, today }: WholeInput,
  members: ReadonlySet<string>,
  { from, to }: Days,
): Promise<DayValue[]> => {
  const sums = new Map<Day, number>(eachDay(from, to).map((day) => [day, 0]));
  for (const { part, day, value } of await ledger.days({ reading: commitsReading, from, to: addDays(to, 1) }))
    if (members.has(part)) sums.set(day, (sums.get(day) ?? 0) + value);
  const known = [...book.progress.values()];
  const isCounted = (day: Day) => known.every((one) => one.from <= day && !isOpen(one, day, day));
  return [...sums].flatMap(([day, value]) =>
    isCounted(day)
      ? [
          {
            reading: commitsReading,
            part: "",
            day,
            value,
            unit: "count",
            provisional: day === today,
          } as const,
        ]
      : [],
  );
};

/** Makes the sums over all repositories anew for the days whose parts have changed. */
export const sumWhole = async (input: WholeInput): Promise<void> => {
  const { ledger, book, today } = input;
  const members = await membersOf(input);
  const text = members.join(" ");
  const isOther = (await ledger.memo(membersMemo)) !== text;
  const first = [...book.progress.values()].map(({ from }) => from).sort()[0];
  if (isOther && first !== undefined) book.spoil({ from: first, to: today });
  const { stale } = book;
  if (!stale) return;
  const known = new Set(members);
  for (let from = stale.from; from <= stale.to; from = addDays(from, slice)) {
    const last = addDays(from, slice - 1);
    const to = last < stale.to ? last : stale.to;
    await ledger.write({ days: await sumDays(input, known, { from, to }) });
  }
  await ledger.write({ memos: { [membersMemo]: text, [staleMemo]: null } });
};
