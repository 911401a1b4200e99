import { setImmediate as nextTurn } from "node:timers/promises";
import type { Day, DayRange, DayValue } from "../../../core/ledger.ts";
import type { Database } from "../database.ts";
import { dayColumns, decodeDay, type DayRow } from "./day-row.ts";

/** Nothing else is held up longer than this, and by one statement of so many rows. */
const [sliceMs, statementRows] = [3, 500];

const ofReading = "FROM ledger_days d WHERE d.check_id = ? AND d.reading = ?";
const rest = `ORDER BY d.day LIMIT ${statementRows}`;
const selectDays = `SELECT ${dayColumns} ${ofReading} AND d.part = ? AND d.day >= ? AND d.day < ? ${rest}`;
const selectMoreDays = `SELECT ${dayColumns} ${ofReading} AND d.part = ? AND d.day > ? AND d.day < ? ${rest}`;

const selectPart = `SELECT d.part ${ofReading} ORDER BY d.part LIMIT 1`;
const selectNextPart = `SELECT d.part ${ofReading} AND d.part > ? ORDER BY d.part LIMIT 1`;

export interface DayQuery extends DayRange {
  readonly reading: string;
  /** Every part and the whole when absent. */
  readonly part?: string;
}

/**
 * The rows of a range, part by part, each statement's on their own. It goes from part to part, so that the days of one
 * week are not looked for in all years of every part.
 */
function* rowsOf(db: Database, checkId: number, query: DayQuery): Generator<readonly DayRow[]> {
  const { reading, from, to } = query;
  const first = query.part ?? db.get<{ part: string }>(selectPart, checkId, reading)?.part;
  for (let part = first; part !== undefined;) {
    let rows = db.all<DayRow>(selectDays, checkId, reading, part, from, to);
    yield rows;
    for (let last = rows.at(-1); last && rows.length === statementRows; last = rows.at(-1)) {
      rows = db.all<DayRow>(selectMoreDays, checkId, reading, part, last.day, to);
      yield rows;
    }
    if (query.part !== undefined) return;
    part = db.get<{ part: string }>(selectNextPart, checkId, reading, part)?.part;
  }
}

/** The day values of a range by day, then part, read in slices between which other work is done. */
export const readDays = async (
  db: Database,
  checkId: number,
  query: DayQuery,
): Promise<readonly DayValue[]> => {
  const byDay = new Map<Day, DayValue[]>();
  const statements = rowsOf(db, checkId, query);
  let until = performance.now() + sliceMs;
  for (let next = db.attempt(() => statements.next()); !next.done;) {
    for (const row of next.value) {
      const values = byDay.get(row.day);
      if (values) values.push(decodeDay(row));
      else byDay.set(row.day, [decodeDay(row)]);
    }
    if (performance.now() >= until) {
      await nextTurn();
      until = performance.now() + sliceMs;
    }
    next = db.attempt(() => statements.next());
  }
  return [...byDay.keys()].sort().flatMap((day) => byDay.get(day) ?? []);
};
