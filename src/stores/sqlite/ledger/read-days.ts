import { setImmediate as nextTurn } from "node:timers/promises";
import { addDays } from "../../../core/day.ts";
import type { Day, DayRange, DayValue } from "../../../core/ledger.ts";
import type { Database } from "../database.ts";
import { dayColumns, decodeDay, type DayRow } from "./day-row.ts";

/** Rows that are read in one go: a few milliseconds. */
const sliceRows = 1000;

const ofReading = "FROM ledger_days d WHERE d.check_id = ? AND d.reading = ?";

const selectDays = `SELECT ${dayColumns} ${ofReading} AND d.part = ? AND d.day >= ? AND d.day < ? ORDER BY d.day`;

/** Goes from part to part, so that the days of one week are not looked for in all years of every part. */
const selectPart = `SELECT d.part ${ofReading} ORDER BY d.part LIMIT 1`;
const selectNextPart = `SELECT d.part ${ofReading} AND d.part > ? ORDER BY d.part LIMIT 1`;
const selectFirst = `SELECT d.day ${ofReading} AND d.part = ? AND d.day >= ? ORDER BY d.day LIMIT 1`;
const selectLast = `SELECT d.day ${ofReading} AND d.part = ? AND d.day < ? ORDER BY d.day DESC LIMIT 1`;

interface PartDays {
  readonly part: string;
  /** The first and the last day in the range. */
  readonly first: Day;
  readonly last: Day;
}

export interface DayQuery extends DayRange {
  readonly reading: string;
  /** Every part and the whole when absent. */
  readonly part?: string;
}

const partsIn = (db: Database, checkId: number, query: DayQuery): readonly PartDays[] => {
  const { reading, from, to } = query;
  const found: PartDays[] = [];
  const look = (part: string): void => {
    const first = db.get<{ day: Day }>(selectFirst, checkId, reading, part, from)?.day;
    const last = db.get<{ day: Day }>(selectLast, checkId, reading, part, to)?.day;
    if (first !== undefined && last !== undefined && first <= last) found.push({ part, first, last });
  };
  if (query.part !== undefined) look(query.part);
  else
    for (
      let next = db.get<{ part: string }>(selectPart, checkId, reading);
      next;
      next = db.get(selectNextPart, checkId, reading, next.part)
    )
      look(next.part);
  return found;
};

/** The day values of a range by day, then part, read in slices between which other work is done. */
export const readDays = async (
  db: Database,
  checkId: number,
  query: DayQuery,
): Promise<readonly DayValue[]> => {
  const parts = await db.answer(() => partsIn(db, checkId, query));
  const [first, last] = [leastOf(parts.map(({ first }) => first)), greatestOf(parts.map(({ last }) => last))];
  if (first === undefined || last === undefined) return [];
  const step = Math.max(1, Math.floor(sliceRows / parts.length));
  const values: DayValue[] = [];
  for (let from = first; from <= last;) {
    const next = addDays(from, step);
    // The day after the last one of the year 9999 has no four digits.
    const to = next > from && next < query.to ? next : query.to;
    const slice = await db.answer(() =>
      parts
        .filter((part) => part.first < to && part.last >= from)
        .flatMap(({ part }) => db.all<DayRow>(selectDays, checkId, query.reading, part, from, to)),
    );
    // Parts are in their order already, and sorting keeps it.
    values.push(
      ...slice
        .map(decodeDay)
        .sort((left, right) => (left.day < right.day ? -1 : Number(left.day > right.day))),
    );
    if (to === query.to) break;
    from = to;
    await nextTurn();
  }
  return values;
};

const leastOf = (days: readonly Day[]): Day | undefined =>
  days.reduce<Day | undefined>((least, day) => (least === undefined || day < least ? day : least), undefined);

const greatestOf = (days: readonly Day[]): Day | undefined =>
  days.reduce<Day | undefined>((most, day) => (most === undefined || day > most ? day : most), undefined);
