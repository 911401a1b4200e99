import { setImmediate as nextTurn } from "node:timers/promises";
import { startOfDay } from "../../core/time-zone.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import { bucketAt, isSettled, rolledLevels, type RolledLevel } from "./level.ts";
import { readHorizons } from "./meta.ts";
import { rollBucket } from "./roll-bucket.ts";
import { bucketHolding, deleteBucket, markDirty } from "./rollup-rows.ts";
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
  let rolledUntil = Number.POSITIVE_INFINITY;

  const takeBack = (checkId: number, level: RolledLevel, at: number): "settled" | "free" => {
    const bucket = bucketHolding(db, checkId, level, at);
    if (bucket && isSettled(level, bucket, readHorizons(db))) return "settled";
    if (bucket) deleteBucket(db, checkId, level, bucket.start);
    return "free";
  };

  const rollSlice = (level: RolledLevel, closedBefore: number, zone: string): boolean =>
    db.transaction(() => {
      const dirty = db.all<{ start: number; checkId: number }>(
        `SELECT start, check_id AS checkId FROM dirty_buckets WHERE level = ? AND start < ?
         ORDER BY start, check_id LIMIT ?`,
        level,
        closedBefore,
        sliceBuckets,
      );
      for (const { start, checkId } of dirty) {
        if (takeBack(checkId, level, start) === "free")
          rollBucket(db, names, { checkId, level, start, zone });
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
      if (slot < rolledUntil) {
        if (takeBack(checkId, 1, slot) === "settled") return;
        if (takeBack(checkId, 2, slot) === "free") takeBack(checkId, 3, slot);
      }
      markDirty(db, 1, bucketAt(1, slot).start, checkId);
    },
    rollUp: async (now, zone) => {
      const closedBefore = { 1: bucketAt(1, now).start, 2: bucketAt(2, now).start, 3: startOfDay(now, zone) };
      await db.answer(() => useTimeZone(db, zone, now));
      rolledUntil =
        rolledUntil === Number.POSITIVE_INFINITY ? closedBefore[1] : Math.max(rolledUntil, closedBefore[1]);
      for (const level of rolledLevels)
        while (await db.answer(() => rollSlice(level, closedBefore[level], zone))) await nextTurn();
    },
  };
};
