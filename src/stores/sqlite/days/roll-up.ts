import { setImmediate as nextTurn } from "node:timers/promises";
import { totalCount } from "../../../core/uptime.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import { createCalendar, type Calendar, type Span } from "./calendar.ts";
import { daysTouching, deleteDay, markDirty, writeDay } from "./day-rows.ts";
import { createDayTally, type DayTally } from "./day-tally.ts";
import {
  readKept,
  readProgress,
  readTimeZone,
  writeProgress,
  writeTimeZone,
  type Progress,
} from "./progress.ts";

/** Runs that are late by less are in the day when it is rolled up, which saves rolling it up again. */
const graceMs = 10 * 60_000;
/** One transaction: about three milliseconds, between which the server does other work. */
const defaultSliceRuns = 4000;
/** What looking at a check, and writing its day, costs in runs. */
const checkRuns = 20;
const dayRuns = 120;
const shortestVisitMs = 60_000;

/** Work in steps, each of which says how many runs it cost. */
type Work<Result = void> = Generator<number, Result>;

/** Rolls up closed days, and again those that runs arrived late for. Answers once all is done. */
export const createRoller = (
  db: Database,
  names: Dictionary,
  history: RunHistory,
  sliceRuns = defaultSliceRuns,
): { readonly rollUp: (now: number, zone: string) => Promise<void> } => {
  let calendar: Calendar | undefined;
  let reached: number | undefined;
  let running: Promise<void> | undefined;
  /** Late slots of the check that is being rolled up: its visits may lie in several slices. */
  let visited: { readonly checkId: number; readonly late: number[] } | undefined;
  const use = (zone: string): Calendar =>
    calendar?.zone === zone ? calendar : (calendar = createCalendar(zone));
  const keep = (progress: Progress): void => {
    writeProgress(db, progress);
    ({ reached } = progress);
  };

  /** A late run takes its day back, unless the rest of that day is gone. */
  const runCameLate = (checkId: number, slot: number): void => {
    reached ??= readProgress(db).reached;
    if (slot >= reached) return;
    if (visited?.checkId === checkId) visited.late.push(slot);
    const [row] = daysTouching(db, checkId, { start: slot, ends: slot + 1 });
    if (row && row.start < readKept(db).runsFrom) return;
    if (row) deleteDay(db, checkId, row.start);
    markDirty(db, checkId, row ?? use(readTimeZone(db) ?? "UTC").dayAt(slot));
  };
  db.onRollback(() => (reached = undefined));
  history.onLate(runCameLate);

  /** Everything that is to be done at `now`, in order. */
  const workAt = function* (now: number, zone: string): Work {
    useTimeZone(db, zone, keep);
    const days = use(zone);
    const closed = Math.max(0, days.dayAt(Math.min(now - graceMs, history.closedUntil())).start);
    yield* roll(closed, days);
  };

  /** A pass over the checks in the order of their ids; one that was interrupted goes on. */
  const roll = function* (closed: number, days: Calendar): Work {
    for (;;) {
      let progress = readProgress(db);
      if (progress.to <= progress.from) {
        if (closed <= progress.from) break;
        progress = { ...progress, to: closed, after: -1, reached: Math.max(progress.reached, closed) };
        keep(progress);
      }
      const { from, to } = progress;
      for (let id = nextCheck(db, progress.after); id !== undefined; id = nextCheck(db, id)) {
        yield* rollRange(id, { start: from, ends: to }, days);
        keep({ ...progress, after: id });
      }
      keep({ ...progress, from: to, after: -1 });
    }
    yield* rollDirty(closed, days);
  };

  const rollDirty = function* (closed: number, days: Calendar): Work {
    for (;;) {
      const dirty = db.get<Span & { checkId: number }>(
        "SELECT start, ends, check_id AS checkId FROM dirty_days WHERE ends <= ? ORDER BY start, check_id LIMIT 1",
        closed,
      );
      if (!dirty) return;
      const { start, ends, checkId } = dirty;
      if (yield* rollRange(checkId, { start, ends }, days))
        db.run("DELETE FROM dirty_days WHERE start = ? AND check_id = ?", start, checkId);
    }
  };

  /** Makes the rows of a range anew, but for those whose runs are gone; false when a run came meanwhile. */
  const rollRange = function* (checkId: number, range: Span, days: Calendar): Work<boolean> {
    const { runsFrom } = readKept(db);
    const touching = daysTouching(db, checkId, range);
    const settled = touching.filter(({ start }) => start < runsFrom);
    const again = touching.filter(({ start }) => start >= runsFrom);
    for (const { start } of again) deleteDay(db, checkId, start);
    const from = Math.min(range.start, again[0]?.start ?? range.start);
    const to = Math.max(range.ends, again.at(-1)?.ends ?? range.ends);
    const late: number[] = [];
    visited = { checkId, late };
    let at = from;
    // A row never reaches over the instant that runs are kept from: its runs could not be read again.
    const edge = { start: Math.min(runsFrom, to), ends: Math.min(runsFrom, to) };
    for (const row of [...settled, edge, { start: to, ends: to }]) {
      if (at < row.start) yield* rollFree(checkId, { start: at, ends: row.start }, days, late);
      at = Math.max(at, row.ends);
    }
    yield checkRuns;
    visited = undefined;
    return late.length === 0;
  };

  /** Rolls up a range that has no rows. A day that a run came late for meanwhile is left for the next time. */
  const rollFree = function* (checkId: number, range: Span, days: Calendar, late: readonly number[]): Work {
    let tally: DayTally | undefined;
    const finish = (tally: DayTally): void => {
      const { start, ends } = tally.day;
      if (late.some((slot) => slot >= start && slot < ends)) markDirty(db, checkId, tally.day);
      else writeDay(db, checkId, tally);
    };
    const visitor = (slot: number, status: number, _: number, shapeId: number, values: ArrayLike<number>) => {
      if (tally === undefined || slot >= tally.day.ends) {
        if (tally) finish(tally);
        tally = createDayTally(names, within(days.dayAt(slot), range));
      }
      tally.add(slot, status, shapeId, values);
    };
    for (const [from, to, runs] of visitsOf(history, checkId, range.start, range.ends, sliceRuns)) {
      history.visit(checkId, from, to, visitor);
      yield runs + dayRuns;
    }
    if (tally) finish(tally);
  };

  const rollUp = async (now: number, zone: string): Promise<void> => {
    const work = workAt(now, zone);
    const slice = (): boolean =>
      db.transaction(() => {
        for (let left = sliceRuns; left > 0;) {
          const step = work.next();
          if (step.done) return false;
          left -= step.value;
        }
        return true;
      });
    while (await db.answer(slice)) await nextTurn();
  };

  return {
    rollUp: (now, zone) => {
      running ??= rollUp(now, zone).finally(() => (running = undefined));
      return running;
    },
  };
};

const within = (day: Span, range: Span): Span => ({
  start: Math.max(day.start, range.start),
  ends: Math.min(day.ends, range.ends),
});

const nextCheck = (db: Database, after: number): number | undefined =>
  db.get<{ id: number }>("SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT 1", after)?.id;

/** Cuts a range of a check into visits of about as many runs as a slice has, leaving out what is empty. */
function* visitsOf(
  history: RunHistory,
  checkId: number,
  from: number,
  to: number,
  mostRuns: number,
): Generator<readonly [from: number, to: number, runs: number]> {
  const runs = totalCount(history.counts(checkId, from, to));
  if (runs === 0) return;
  if (runs <= mostRuns || to - from <= shortestVisitMs) yield [from, to, runs];
  else {
    const middle = Math.floor((from + to) / 2);
    yield* visitsOf(history, checkId, from, middle, mostRuns);
    yield* visitsOf(history, checkId, middle, to, mostRuns);
  }
}

/** After a change of the zone all days whose runs are still there are cut again; older days keep their edges. */
const useTimeZone = (db: Database, zone: string, keep: (progress: Progress) => void): void => {
  const before = readTimeZone(db);
  if (before === zone) return;
  writeTimeZone(db, zone);
  if (before === undefined) return;
  const { reached } = readProgress(db);
  const { runsFrom } = readKept(db);
  keep({ from: runsFrom, to: runsFrom, after: -1, reached });
};
