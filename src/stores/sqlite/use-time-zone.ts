import { nextDay, startOfDay } from "../../core/time-zone.ts";
import type { Database } from "./database.ts";
import { readHorizons, readTimeZone, writeTimeZone } from "./meta.ts";

/**
 * Sees to it that days are cut in `zone`. After a change of the zone the days whose hours are still there are cut
 * again; older ones keep their edges.
 */
export const useTimeZone = (db: Database, zone: string, now: number): void => {
  const before = readTimeZone(db);
  if (before === zone) return;
  db.transaction(() => {
    if (before !== undefined) cutDaysAgain(db, zone, now);
    writeTimeZone(db, zone);
  });
};

const cutDaysAgain = (db: Database, zone: string, now: number): void => {
  const hours = db.get<{ first: number | null }>(
    "SELECT min(start) AS first FROM rollups WHERE level = 2",
  )?.first;
  const horizon = readHorizons(db)[2];
  db.run("DELETE FROM dirty_buckets WHERE level = 3");
  db.run("DELETE FROM reading_rollups WHERE level = 3 AND start >= ?", horizon);
  db.run("DELETE FROM rollups WHERE level = 3 AND start >= ?", horizon);
  if (hours === null || hours === undefined) return;
  const first = Math.max(hours, horizon);
  const start = startOfDay(first, zone);
  for (let day = start < horizon ? nextDay(first, zone) : start; day <= now; day = nextDay(day, zone))
    db.run(
      `INSERT INTO dirty_buckets (level, start, check_id)
       SELECT 3, ?, id FROM checks WHERE EXISTS (
         SELECT 1 FROM rollups WHERE check_id = checks.id AND level = 2 AND start > ? AND start < ?)`,
      day,
      day - 3_600_000,
      nextDay(day, zone),
    );
};
