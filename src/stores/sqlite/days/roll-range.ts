import { totalCount } from "../../../core/uptime.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import type { Calendar, Span } from "./calendar.ts";
import { daysTouching, deleteDay, markDirty, writeDay } from "./day-rows.ts";
import { createDayTally, type DayTally } from "./day-tally.ts";
import { readKept } from "./progress.ts";

/** Work in steps, each of which says how many runs it cost. */
export type Work<Result = void> = Generator<number, Result>;

/** What looking at a check, and writing its day, costs in runs. */
const checkRuns = 20;
const dayRuns = 120;
const shortestVisitMs = 60_000;

/** Makes the rows of a check's ranges anew. */
export interface RangeRoller {
  /** All rows that have a part in the range, but for those whose runs are gone; false when a run came meanwhile. */
  roll(checkId: number, range: Span, days: Calendar): Work<boolean>;
  /** Tells that a run was written: the day that is being rolled up may have been visited already. */
  runWritten(checkId: number, slot: number): void;
}

export const createRangeRoller = (
  db: Database,
  names: Dictionary,
  history: RunHistory,
  sliceRuns: number,
): RangeRoller => {
  /** The check that is being rolled up, and the slots written meanwhile: its visits may lie in several slices. */
  let rolling = { checkId: -1, late: new Array<number>() };

  const finish = (tally: DayTally): void => {
    const { checkId, late } = rolling;
    const { start, ends } = tally.day;
    if (late.some((slot) => slot >= start && slot < ends)) markDirty(db, checkId, tally.day);
    else writeDay(db, checkId, tally);
  };

  /** Rolls up a range that has no rows. A day that a run came for meanwhile is left for the next time. */
  const rollFree = function* (checkId: number, range: Span, days: Calendar): Work {
    let tally: DayTally | undefined;
    const visitor = (slot: number, status: number, _: number, shapeId: number, values: ArrayLike<number>) => {
      if (tally === undefined || slot >= tally.day.ends) {
        if (tally) finish(tally);
        tally = createDayTally(names, within(days.dayAt(slot), range));
      }
      tally.add(slot, status, shapeId, values);
    };
    for (const [from, to, runs] of visitsOf(history, checkId, range, sliceRuns)) {
      history.visit(checkId, from, to, visitor);
      yield runs + dayRuns;
    }
    if (tally) finish(tally);
  };

  return {
    roll: function* (checkId, range, days) {
      const { runsFrom } = readKept(db);
      rolling = { checkId, late: [] };
      const touching = daysTouching(db, checkId, range);
      const settled = touching.filter(({ start }) => start < runsFrom);
      const again = touching.filter(({ start }) => start >= runsFrom);
      for (const { start } of again) deleteDay(db, checkId, start);
      let at = Math.min(range.start, again[0]?.start ?? range.start);
      const to = Math.max(range.ends, again.at(-1)?.ends ?? range.ends);
      // A row never reaches over the instant that runs are kept from: its runs could not be read again.
      for (const row of [...settled, emptyAt(Math.min(runsFrom, to)), emptyAt(to)]) {
        if (at < row.start) yield* rollFree(checkId, { start: at, ends: row.start }, days);
        at = Math.max(at, row.ends);
      }
      yield checkRuns;
      const isComplete = rolling.late.length === 0;
      rolling = { checkId: -1, late: [] };
      return isComplete;
    },
    runWritten: (checkId, slot) => {
      if (rolling.checkId === checkId) rolling.late.push(slot);
    },
  };
};

const emptyAt = (at: number): Span => ({ start: at, ends: at });

const within = (day: Span, range: Span): Span => ({
  start: Math.max(day.start, range.start),
  ends: Math.min(day.ends, range.ends),
});

/** Cuts a range of a check into visits of about as many runs as a slice has, leaving out what is empty. */
function* visitsOf(
  history: RunHistory,
  checkId: number,
  { start, ends }: Span,
  mostRuns: number,
): Generator<readonly [from: number, to: number, runs: number]> {
  const runs = totalCount(history.counts(checkId, start, ends));
  if (runs === 0) return;
  if (runs <= mostRuns || ends - start <= shortestVisitMs) yield [start, ends, runs];
  else {
    const middle = Math.floor((start + ends) / 2);
    yield* visitsOf(history, checkId, { start, ends: middle }, mostRuns);
    yield* visitsOf(history, checkId, { start: middle, ends }, mostRuns);
  }
}
