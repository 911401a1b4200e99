import { addDays, dayOf } from "../../core/day.ts";
import type { DayRange } from "../../core/ledger.ts";
import type { Unit } from "../../core/outcome.ts";
import type { SeriesRow } from "../../core/series-csv.ts";
import type { Range } from "../../core/store.ts";
import { firstInstant } from "../../core/time-zone.ts";
import type { Site } from "../site.ts";
import { partTitles } from "./days.ts";

export interface RowsQuery extends Range {
  readonly checkId: string;
  /** Absent: all. */
  readonly readings?: readonly string[];
  /** Absent: the whole and every part. */
  readonly part?: string;
}

const hourMs = 3_600_000;
/** Asked of the store in one go. */
const [windowHours, windowDays, pageRuns] = [720, 31, 200];

const isoTime = (at: number): string => new Date(at).toISOString();

/** When a day begins in a zone. */
export const startOf = (day: string, zone: string): number =>
  firstInstant(Date.parse(`${day}T00:00:00Z`), zone);

/** Names of a check's readings: those of its latest runs, and with `days` those that its source dates. */
const namesOf = async ({ lookout }: Site, checkId: string, days: boolean): Promise<readonly string[]> => {
  const { runs, ledger } = lookout.store;
  // A single failed run may lack most readings.
  const { items } = await runs.list({ checkId, limit: 20 });
  const dated = days ? (await ledger.series(checkId)).map(({ reading }) => reading) : [];
  const ofRuns = items.flatMap(({ outcome }) => outcome.readings.map(({ name }) => name));
  return [...new Set([...dated, ...ofRuns])];
};

const wholeRow = { part: "", partTitle: "" } as const;

/** Every run's readings, the newest run first. */
export async function* runRows({ lookout }: Site, query: RowsQuery): AsyncGenerator<SeriesRow> {
  const { checkId, readings, part = "", from, to } = query;
  if (part !== "") return;
  let before: string | undefined;
  do {
    const page = await lookout.store.runs.list({ checkId, limit: pageRuns, before });
    for (const { slot, outcome } of page.items) {
      if (slot < from) return;
      if (slot >= to) continue;
      for (const { name, unit, value } of outcome.readings)
        if (!readings || readings.includes(name))
          yield {
            time: isoTime(slot),
            check: checkId,
            reading: name,
            ...wholeRow,
            unit,
            value,
            provisional: false,
          };
    }
    before = page.next;
  } while (before !== undefined);
}

/**
 * The mean of each hour of UTC in which there were runs, by reading. Where the store knows days only, a row is one.
 */
export async function* hourRows(site: Site, query: RowsQuery): AsyncGenerator<SeriesRow> {
  const { checkId, part = "" } = query;
  if (part !== "") return;
  const { runs } = site.lookout.store;
  const to = Math.min(query.to, site.clock.now() + 1);
  for (const reading of query.readings ?? (await namesOf(site, checkId, false)))
    for (let from = Math.floor(query.from / hourMs) * hourMs; from < to;) {
      const hours = Math.min(windowHours, Math.ceil((to - from) / hourMs));
      const ends = from + hours * hourMs;
      const line = await runs.series({ checkId, reading, from, to: ends, points: hours + 1 });
      let last = ends;
      for (const [index, value] of line.mean.entries()) {
        const at = line.from + index * line.stepMs;
        last = Math.max(last, at + line.stepMs);
        // A day across the edge belongs to the window before.
        if (value === null || at < from || at >= to) continue;
        yield {
          time: isoTime(at),
          check: checkId,
          reading,
          ...wholeRow,
          unit: line.unit,
          value,
          provisional: at + line.stepMs > site.clock.now(),
        };
      }
      from = last;
    }
}

/** Day values as their source dates them; of readings that none dates, the mean of each day's runs. */
export async function* dayRows(site: Site, query: RowsQuery): AsyncGenerator<SeriesRow> {
  const { checkId, part } = query;
  const { timezone } = site.lookout.config();
  const range = { from: dayOf(query.from, timezone), to: addDays(dayOf(query.to - 1, timezone), 1) };
  const series = await site.lookout.store.ledger.series(checkId);
  const dated = new Set(series.map(({ reading }) => reading));
  for (const reading of query.readings ?? (await namesOf(site, checkId, true)))
    if (dated.has(reading))
      yield* datedRows(site, { checkId, reading, ...(part !== undefined && { part }), ...range });
    else if (part === undefined || part === "") yield* meanRows(site, { checkId, reading, ...range });
}

interface DayRowsQuery extends DayRange {
  readonly checkId: string;
  readonly reading: string;
  readonly part?: string;
}

async function* datedRows(site: Site, { checkId, ...query }: DayRowsQuery): AsyncGenerator<SeriesRow> {
  const titles = await partTitles(site, checkId);
  const ledger = site.lookout.store.ledger.of(checkId);
  for (let from = query.from; from < query.to;) {
    const next = addDays(from, windowDays);
    const to = next < query.to ? next : query.to;
    for (const { day, reading, part, unit, value, provisional } of await ledger.days({
      ...query,
      from,
      to,
    })) {
      const partTitle = titles.get(part) ?? "";
      yield { time: day, check: checkId, reading, part, partTitle, unit, value, provisional };
    }
    from = to;
  }
}

async function* meanRows(site: Site, query: DayRowsQuery): AsyncGenerator<SeriesRow> {
  const { checkId, reading } = query;
  const { runs } = site.lookout.store;
  const { timezone } = site.lookout.config();
  let unit: Unit | undefined;
  for (let day = query.from; day < query.to; day = addDays(day, 1)) {
    const range = { from: startOf(day, timezone), to: startOf(addDays(day, 1), timezone) };
    if (range.from > site.clock.now()) return;
    const found = await runs.distribution({ checkId, reading, ...range });
    if (!found) continue;
    unit ??= (await runs.series({ checkId, reading, ...range, points: 1 })).unit;
    yield {
      time: day,
      check: checkId,
      reading,
      ...wholeRow,
      unit,
      value: found.mean,
      provisional: range.to > site.clock.now(),
    };
  }
}
