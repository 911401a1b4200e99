import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { createPace } from "../pace.ts";
import type { RunHistory } from "../run-history.ts";
import { createCalendar, type Calendar, type Span } from "./calendar.ts";
import { daysTouching, deleteDay, markDirty } from "./day-rows.ts";
import { readKept, readProgress, readTimeZone, writeProgress, writeTimeZone } from "./progress.ts";
import { createRangeRoller, type RangeRoller, type Work } from "./roll-range.ts";

/** Runs that are late by less are in the day when it is rolled up, which saves rolling it up again. */
const graceMs = 10 * 60_000;
/** One transaction: two checks that run every minute, some four milliseconds, between which the server does other work. */
const defaultSliceRuns = 2000;

/** After this long other work has its turn: the days of 100,000 checks take a quarter of an hour. */
const turnMs = 10_000;

/** Rolls up closed days, and again those that runs arrived late for; true when more is left. */
export interface Roller {
  rollUp(now: number, zone: string): Promise<boolean>;
}

export const createRoller = (
  db: Database,
  names: Dictionary,
  history: RunHistory,
  sliceRuns = defaultSliceRuns,
): Roller => {
  const ranges = createRangeRoller(db, names, history, sliceRuns);
  let calendar = createCalendar("UTC");
  let running: Promise<boolean> | undefined;
  let begun: { readonly zone: string; readonly work: Work } | undefined;
  const use = (zone: string): Calendar => {
    if (calendar.zone !== zone) calendar = createCalendar(zone);
    return calendar;
  };
  /** No row and no pass ever reached beyond this. */
  let reached: number | undefined;
  const forget = () => (reached = undefined);
  db.onRollback(forget);

  /** A late run takes its day back, unless the rest of that day is gone. */
  history.onLate((checkId, slot) => {
    reached ??= readProgress(db).reached;
    if (slot >= reached) return;
    ranges.runWritten(checkId, slot);
    const [row] = daysTouching(db, checkId, { start: slot, ends: slot + 1 });
    if (row && row.start < readKept(db).runsFrom) return;
    if (row) deleteDay(db, checkId, row.start);
    markDirty(db, checkId, row ?? use(readTimeZone(db) ?? "UTC").dayAt(slot));
  });

  /** Everything that is to be done at `now`, in order. */
  const workAt = function* (now: number, zone: string): Work {
    useTimeZone(db, zone);
    const days = use(zone);
    const closed = Math.max(0, days.dayAt(Math.max(0, Math.min(now - graceMs, history.closedUntil()))).start);
    forget();
    yield* rollPasses(db, ranges, closed, days, forget);
    yield* rollDirty(db, ranges, closed, days);
  };
  const rollUp = async (now: number, zone: string): Promise<boolean> => {
    const { work } = begun?.zone === zone ? begun : { work: workAt(now, zone) };
    // What fails half way begins anew.
    begun = undefined;
    const isDone = await workOn(db, work, sliceRuns);
    if (!isDone) begun = { zone, work };
    return !isDone;
  };
  return {
    rollUp: (now, zone) => {
      running ??= rollUp(now, zone).finally(() => (running = undefined));
      return running;
    },
  };
};

/** Works for one turn, in slices; false when there is more to do. */
const workOn = async (db: Database, work: Work, sliceRuns: number): Promise<boolean> => {
  const slice = (): boolean => {
    for (let left = sliceRuns; left > 0;) {
      const step = work.next();
      if (step.done) return false;
      left -= step.value;
    }
    return true;
  };
  const pace = createPace();
  const until = performance.now() + turnMs;
  while (await db.answer(() => db.transaction(slice))) {
    if (performance.now() >= until) return false;
    await pace();
  }
  return true;
};

/** After a change of the zone all days whose runs are still there are cut again; older days keep their edges. */
const useTimeZone = (db: Database, zone: string): void => {
  const before = readTimeZone(db);
  if (before === zone) return;
  writeTimeZone(db, zone);
  if (before === undefined) return;
  const { runsFrom } = readKept(db);
  writeProgress(db, { ...readProgress(db), from: runsFrom, to: runsFrom, after: -1 });
};

/** A pass over the checks in the order of their ids, for all days that are closed; one that was interrupted goes on. */
const rollPasses = function* (
  db: Database,
  ranges: RangeRoller,
  closed: number,
  days: Calendar,
  onReached: () => void,
): Work {
  for (;;) {
    let progress = readProgress(db);
    if (progress.to <= progress.from) {
      if (closed <= progress.from) return;
      progress = { ...progress, to: closed, after: -1, reached: Math.max(progress.reached, closed) };
      writeProgress(db, progress);
      onReached();
    }
    const { from, to } = progress;
    for (let id = nextCheck(db, progress.after); id !== undefined; id = nextCheck(db, id)) {
      yield* ranges.roll(id, { start: from, ends: to }, days);
      writeProgress(db, { ...progress, after: id });
    }
    writeProgress(db, { ...progress, from: to, after: -1 });
  }
};

const nextCheck = (db: Database, after: number): number | undefined =>
  db.get<{ id: number }>("SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT 1", after)?.id;

/** Days that are not over yet, because the clock was set back, wait. */
const rollDirty = function* (db: Database, ranges: RangeRoller, closed: number, days: Calendar): Work {
  for (;;) {
    const dirty = db.get<Span & { checkId: number }>(
      "SELECT start, ends, check_id AS checkId FROM dirty_days WHERE ends <= ? ORDER BY start, check_id LIMIT 1",
      closed,
    );
    if (!dirty) return;
    const { start, ends, checkId } = dirty;
    if (yield* ranges.roll(checkId, { start, ends }, days))
      db.run("DELETE FROM dirty_days WHERE start = ? AND check_id = ?", start, checkId);
  }
};
