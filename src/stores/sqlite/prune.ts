import type { Retention } from "../../core/store.ts";
import { startOfDay } from "../../core/time-zone.ts";
import type { Database } from "./database.ts";
import { bucketAt, rolledLevels, type Horizons, type RolledLevel } from "./level.ts";
import { readHorizons, readTimeZone, writeHorizons } from "./meta.ts";
import { pruneIncidents, pruneLooseNotifications, pruneSessions, pruneSilences } from "./prune-incidents.ts";

/** Freed pages are used again; only a file that is mostly free pages is made smaller. */
const freeShare = 0.5;
const freePagesKept = 256;

/** Deletes at most `steps` rows of one key; answers how many there were. */
type Expire = (db: Database, key: readonly number[], steps: number) => number;

/** A table whose rows are old at the beginning of each of its keys. */
interface Sweep {
  /** The key after this one. */
  readonly next: (db: Database, after: readonly number[]) => readonly number[] | undefined;
  readonly expire: Expire;
}

const runSweep = (before: number): Sweep => ({
  next: (db, [after = -1]) => {
    const row = db.get<{ id: number }>("SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT 1", after);
    return row && [row.id];
  },
  expire: (db, [checkId = -1], steps) =>
    db.run(
      `DELETE FROM runs WHERE (check_id, slot, location_id) IN (
         SELECT check_id, slot, location_id FROM runs WHERE check_id = ? AND slot < ? ORDER BY slot LIMIT ?)`,
      checkId,
      before,
      steps,
    ),
});

const rollupSweep = (level: RolledLevel, before: number): Sweep => ({
  next: runSweep(before).next,
  expire: (db, [checkId = -1], steps) =>
    db.run(
      `DELETE FROM rollups WHERE (check_id, level, start) IN (
         SELECT check_id, level, start FROM rollups
         WHERE check_id = ? AND level = ? AND start < ? ORDER BY start LIMIT ?)`,
      checkId,
      level,
      before,
      steps,
    ),
});

const readingSweep = (level: RolledLevel, before: number): Sweep => ({
  next: (db, [checkId = -1, readingId = -1]) => {
    const row = db.get<{ checkId: number; readingId: number }>(
      `SELECT check_id AS checkId, reading_id AS readingId FROM reading_rollups
       WHERE (check_id, reading_id) > (?, ?) ORDER BY check_id, reading_id LIMIT 1`,
      checkId,
      readingId,
    );
    return row && [row.checkId, row.readingId];
  },
  expire: (db, [checkId = -1, readingId = -1], steps) =>
    db.run(
      `DELETE FROM reading_rollups WHERE (check_id, reading_id, level, start) IN (
         SELECT check_id, reading_id, level, start FROM reading_rollups
         WHERE check_id = ? AND reading_id = ? AND level = ? AND start < ? ORDER BY start LIMIT ?)`,
      checkId,
      readingId,
      level,
      before,
      steps,
    ),
});

/** A sweep over rows that have an index on their age: one key. */
const single = (expire: (db: Database, steps: number) => number): Sweep => ({
  next: (_, after) => (after.length === 0 ? [0] : undefined),
  expire: (db, _, steps) => expire(db, steps),
});

const sweepsFor = (now: number, retention: Retention, horizons: Horizons): readonly Sweep[] => [
  runSweep(horizons[0]),
  ...rolledLevels.flatMap((level) => [
    rollupSweep(level, horizons[level]),
    readingSweep(level, horizons[level]),
  ]),
  single((db, steps) => pruneIncidents(db, now - retention.incidents, steps)),
  single((db, steps) => pruneLooseNotifications(db, now - retention.incidents, steps)),
  single((db, steps) => pruneSilences(db, now - retention.incidents, steps)),
  single((db, steps) => pruneSessions(db, now, steps)),
];

/** What is older than its retention, yet never what a rollup is still to be made from. */
const newHorizons = (db: Database, now: number, retention: Retention): Horizons => {
  const before = readHorizons(db);
  const oldestDirty = (level: RolledLevel): number =>
    db.get<{ start: number | null }>("SELECT min(start) AS start FROM dirty_buckets WHERE level = ?", level)
      ?.start ?? Number.POSITIVE_INFINITY;
  const [minutes, hours, days] = [oldestDirty(1), oldestDirty(2), oldestDirty(3)];
  const zone = readTimeZone(db) ?? "UTC";
  const first = (keptMs: number, ...needed: readonly number[]): number =>
    Math.max(0, Math.min(now - keptMs, ...needed));
  return [
    Math.max(before[0], bucketAt(2, first(retention.runs, minutes)).start),
    Math.max(before[1], bucketAt(2, first(retention.minutes, minutes, hours, days)).start),
    Math.max(before[2], startOfDay(first(retention.hours, minutes, hours, days), zone)),
    Math.max(before[3], startOfDay(first(retention.days), zone)),
  ];
};

/**
 * Deletes in steps. It keeps its place between calls: each call looks at no more keys, and deletes no more rows, than
 * it has steps, however many checks there are.
 */
export const createPruner = (db: Database) => {
  let sweeps: readonly Sweep[] = [];
  let at = 0;
  let key: readonly number[] | undefined;

  const begin = (now: number, retention: Retention): void => {
    const horizons = newHorizons(db, now, retention);
    writeHorizons(db, horizons);
    sweeps = sweepsFor(now, retention, horizons);
    at = 0;
    key = undefined;
  };

  /** True when more is left. */
  return (now: number, retention: Retention, steps: number): boolean => {
    const isDone = db.transaction(() => {
      if (at >= sweeps.length) begin(now, retention);
      let left = steps;
      for (let sweep = sweeps[at]; sweep && left > 0; sweep = sweeps[at]) {
        key ??= sweep.next(db, []);
        const deleted = key ? sweep.expire(db, key, left) : 0;
        if (deleted < left) key = key && sweep.next(db, key);
        if (key === undefined) at += 1;
        left -= deleted + 1;
      }
      return at >= sweeps.length;
    });
    return shrink(db, steps) || !isDone;
  };
};

/** Gives at most `steps` free pages back to the disk; true when there are more to give. */
const shrink = (db: Database, steps: number): boolean => {
  const free = db.get<{ freelist_count: number }>("PRAGMA freelist_count")?.freelist_count ?? 0;
  const pages = db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
  if (free <= freePagesKept || free <= pages * freeShare) return false;
  db.all(`PRAGMA incremental_vacuum(${Math.ceil(steps)})`);
  return true;
};
