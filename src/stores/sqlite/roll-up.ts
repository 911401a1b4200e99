import { setImmediate as nextTurn } from "node:timers/promises";
import { createCalendar, type Calendar } from "./calendar.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import { bucketAt, isSettled, rolledLevels, type RolledLevel } from "./level.ts";
import { readHorizons } from "./meta.ts";
import { rollBucket, type CheckBucket } from "./roll-bucket.ts";
import { bucketsTouching, deleteBucket, markDirty } from "./rollup-rows.ts";
import { useTimeZone } from "./use-time-zone.ts";

/** Buckets in one transaction: a few milliseconds, between which the server does other work. */
const sliceBuckets = 100;

/** Keeps the rollups of a check's minutes, hours and days in step with its runs. */
export interface Roller {
  /** Call in the transaction that writes a run: its minute is to be rolled up, again if it already was. */
  runWritten(checkId: number, slot: number): void;
  /** Rolls up what is closed at `now`, slice by slice. */
  rollUp(now: number, zone: string): Promise<void>;
}

export const createRoller = (db: Database, names: Dictionary): Roller => {
  /** Nothing from here on is rolled up. Unknown until the first roll-up. */
  let rolledUntil: number | undefined;

  /** False, and nothing done, when a rollup that holds some of the range can no longer be made again. */
  const takeBack = (bucket: CheckBucket): boolean => {
    const { checkId, level } = bucket;
    const touching = bucketsTouching(db, bucket);
    if (touching.length === 0) return true;
    const horizons = readHorizons(db);
    if (touching.some((found) => isSettled(level, found, horizons))) return false;
    for (const { start } of touching) deleteBucket(db, checkId, level, start);
    return true;
  };

  const rollSlice = (level: RolledLevel, closedBefore: number, calendar: Calendar): boolean =>
    db.transaction(() => {
      const dirty = db.all<{ start: number; checkId: number }>(
        `SELECT start, check_id AS checkId FROM dirty_buckets WHERE level = ? AND start < ?
         ORDER BY start, check_id LIMIT ?`,
        level,
        closedBefore,
        sliceBuckets,
      );
      for (const { start, checkId } of dirty) {
        const bucket = { checkId, level, ...calendar.bucketAt(level, start) };
        if (takeBack(bucket)) rollBucket(db, names, calendar, bucket);
        db.run(
          "DELETE FROM dirty_buckets WHERE level = ? AND start = ? AND check_id = ?",
          level,
          start,
          checkId,
        );
      }
      return dirty.length === sliceBuckets;
    });

  return {
    runWritten: (checkId, slot) => {
      const moment = { checkId, start: slot, ends: slot + 1 };
      if (rolledUntil === undefined || slot < rolledUntil) {
        if (!takeBack({ ...moment, level: 1 })) return;
        if (takeBack({ ...moment, level: 2 })) takeBack({ ...moment, level: 3 });
      }
      markDirty(db, 1, bucketAt(1, slot).start, checkId);
    },
    rollUp: async (now, zone) => {
      const calendar = createCalendar(zone);
      await db.answer(() => useTimeZone(db, calendar, now));
      const closedBefore = {
        1: bucketAt(1, now).start,
        2: bucketAt(2, now).start,
        3: calendar.bucketAt(3, now).start,
      };
      rolledUntil = Math.max(rolledUntil ?? closedBefore[1], closedBefore[1]);
      for (const level of rolledLevels)
        while (await db.answer(() => rollSlice(level, closedBefore[level], calendar))) await nextTurn();
    },
  };
};
