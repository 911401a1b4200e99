import type { Retention } from "../../../core/store.ts";
import { startOfDay } from "../../../core/time-zone.ts";
import type { Database } from "../database.ts";
import { readKept, readReach, readTimeZone, writeKept, type Kept } from "./progress.ts";

/**
 * Moves the instants up to which runs, hours and days are gone: to the beginnings of days, and never past what is
 * still to be rolled up. Call it before anything is deleted; delete runs before `runsFrom` only.
 */
export const moveKept = (db: Database, now: number, retention: Retention): Kept => {
  const before = readKept(db);
  const zone = readTimeZone(db) ?? "UTC";
  const { unrolledFrom } = readReach(db);
  const first = (keptMs: number, ...needed: readonly number[]): number =>
    startOfDay(Math.max(0, Math.min(now - keptMs, ...needed)), zone);
  const kept = {
    ...before,
    runsFrom: Math.max(before.runsFrom, first(retention.runs, unrolledFrom)),
    hoursFrom: Math.max(before.hoursFrom, first(retention.hours)),
    daysFrom: Math.max(before.daysFrom, first(retention.days)),
  };
  writeKept(db, kept);
  return kept;
};

/** Deletes hours and days that are gone, check by check; keeps its place between calls. */
export interface DayPruner {
  /** Deletes at most `steps` rows and looks at no more checks; answers how many steps are left. */
  prune(kept: Kept, steps: number): number;
}

/** One kind of row: those of a check that begin in [from, to), oldest first. */
type Expire = (db: Database, checkId: number, from: number, to: number, steps: number) => number;

/** True when the check has such a row: nearly always not, and cheaply found out. */
const hasRow = (db: Database, condition: string, checkId: number, from: number, to: number): boolean =>
  db.get(
    `SELECT 1 FROM day_counts WHERE check_id = ? AND start >= ? AND start < ?${condition} LIMIT 1`,
    checkId,
    from,
    to,
  ) !== undefined;

/** The last of the first `steps` such rows. */
const lastOf = (
  db: Database,
  condition: string,
  ...values: readonly [checkId: number, from: number, to: number, steps: number]
): number =>
  db.get<{ start: number }>(
    `SELECT max(start) AS start FROM (SELECT start FROM day_counts
     WHERE check_id = ? AND start >= ? AND start < ?${condition} ORDER BY start LIMIT ?)`,
    ...values,
  )?.start ?? 0;

const expireHours: Expire = (db, checkId, from, to, steps) => {
  const condition = " AND hours IS NOT NULL";
  if (!hasRow(db, condition, checkId, from, to)) return 0;
  const last = lastOf(db, condition, checkId, from, to, steps);
  const forget = (table: "day_counts" | "day_readings"): number =>
    db.run(
      `UPDATE ${table} SET hours = NULL WHERE check_id = ? AND start >= ? AND start <= ?${condition}`,
      checkId,
      from,
      last,
    );
  forget("day_readings");
  return forget("day_counts");
};

const expireDays: Expire = (db, checkId, from, to, steps) => {
  if (!hasRow(db, "", checkId, from, to)) return 0;
  const last = lastOf(db, "", checkId, from, to, steps);
  db.run("DELETE FROM day_readings WHERE check_id = ? AND start <= ?", checkId, last);
  return db.run("DELETE FROM day_counts WHERE check_id = ? AND start <= ?", checkId, last);
};

export const createDayPruner = (db: Database): DayPruner => {
  const after = { hours: -1, days: -1 };

  /** Answers how many steps are left; none while there is more to do. */
  const sweep = (
    expire: Expire,
    place: keyof typeof after,
    [from, to]: readonly [number, number],
    steps: number,
  ): number => {
    let left = steps;
    while (left > 0) {
      const row = db.get<{ id: number }>(
        "SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT 1",
        after[place],
      );
      if (!row) {
        after[place] = -1;
        const done = place === "hours" ? { hoursDone: to } : { daysDone: to };
        writeKept(db, { ...readKept(db), ...done });
        return left;
      }
      const deleted = expire(db, row.id, from, to, left);
      if (deleted < left) after[place] = row.id;
      left -= deleted + 1;
    }
    return 0;
  };

  return {
    prune: ({ hoursFrom, daysFrom }, steps) => {
      // Read anew: a sweep that ended in the call before is not begun again.
      const { hoursDone, daysDone } = readKept(db);
      let left = steps;
      if (daysDone < daysFrom) left = sweep(expireDays, "days", [0, daysFrom], left);
      if (hoursDone < hoursFrom && left > 0) left = sweep(expireHours, "hours", [hoursDone, hoursFrom], left);
      return left;
    },
  };
};
