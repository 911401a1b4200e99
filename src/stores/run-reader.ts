import { addDays } from "../core/day.ts";
import type { DayRange, DaySeries } from "../core/ledger.ts";
import type { SeriesRow } from "../core/series-csv.ts";
import type { Range, RunRecord, Store } from "../core/store.ts";
import { encodeCursor } from "./cursor.ts";

const runsPerPage = 500;
const changesPerPage = 5000;
/** Day values are read this many days at a time. */
const windowDays = 31;

/** What a store has from the first to the last, a page at a time: for who takes it all. */
export interface RunReader {
  /** Ids of all checks that have runs, sorted. */
  checkIds(): Promise<readonly string[]>;
  /** A check's runs in the range, newest first. */
  runs(checkId: string, range: Range): AsyncGenerator<RunRecord>;
  /** Ids of all checks that have day values, sorted. */
  datedCheckIds(): Promise<readonly string[]>;
  /** A check's day values of all parts in the range, by reading, day and part. */
  days(checkId: string, range: DayRange): AsyncGenerator<SeriesRow>;
  close(): Promise<void>;
}

const datedCheckIds = async ({ ledger }: Pick<Store, "ledger">): Promise<readonly string[]> => {
  const found = new Set<string>();
  for (let after = 0; ;) {
    const page = await ledger.changes(after, changesPerPage);
    for (const { checkId } of page) found.add(checkId);
    const last = page.at(-1);
    if (!last || page.length < changesPerPage) return [...found].toSorted();
    after = last.sequence;
  }
};

async function* readDays(
  { ledger }: Pick<Store, "ledger">,
  checkId: string,
  range: DayRange,
): AsyncGenerator<SeriesRow> {
  const series = await ledger.series(checkId);
  const titles = new Map((await ledger.of(checkId).parts()).map(({ part, title }) => [part, title]));
  for (const reading of new Set(series.map((one) => one.reading))) {
    const { from, to } = within(
      range,
      series.filter((one) => one.reading === reading),
    );
    for (let day = from; day < to; day = addDays(day, windowDays)) {
      const next = addDays(day, windowDays);
      const values = await ledger.of(checkId).days({ reading, from: day, to: next < to ? next : to });
      for (const { day, part, unit, value, provisional } of values)
        yield {
          time: day,
          check: checkId,
          reading,
          part,
          partTitle: titles.get(part) ?? "",
          unit,
          value,
          provisional,
        };
    }
  }
}

/** The part of a range in which there are values. */
const within = ({ from, to }: DayRange, series: readonly DaySeries[]): DayRange => {
  const first = series.reduce((least, one) => (one.first < least ? one.first : least), to);
  const end = addDays(
    series.reduce((most, one) => (one.last > most ? one.last : most), from),
    1,
  );
  return { from: first > from ? first : from, to: end < to ? end : to };
};

/** Reads `store`, and closes it in the end. */
export const createRunReader = (store: Pick<Store, "runs" | "ledger" | "close">): RunReader => ({
  checkIds: async () => [...(await store.runs.latest()).keys()].toSorted(),
  runs: async function* (checkId, { from, to }) {
    let before: string | undefined = Number.isFinite(to) ? encodeCursor([to - 1, ""]) : undefined;
    do {
      const page = await store.runs.list({
        checkId,
        limit: runsPerPage,
        ...(before !== undefined && { before }),
      });
      for (const run of page.items) {
        if (run.slot < from) return;
        yield run;
      }
      before = page.next;
    } while (before !== undefined);
  },
  datedCheckIds: () => datedCheckIds(store),
  days: (checkId, range) => readDays(store, checkId, range),
  close: () => store.close(),
});
