import type { Calendar } from "./calendar.ts";
import type { Database } from "./database.ts";
import { bucketAt } from "./level.ts";
import { readHorizons, readTimeZone, writeTimeZone } from "./meta.ts";

/**
 * Sees to it that days are cut as the calendar's zone cuts them. After a change of the zone the days whose hours are
 * still there are cut again, and hours in two where a day begins inside one and its minutes are still there. Older
 * days keep their edges.
 */
export const useTimeZone = (db: Database, calendar: Calendar, now: number): void => {
  const before = readTimeZone(db);
  if (before === calendar.zone) return;
  db.transaction(() => {
    if (before !== undefined) cutDaysAgain(db, calendar, now);
    writeTimeZone(db, calendar.zone);
  });
};

const cutDaysAgain = (db: Database, calendar: Calendar, now: number): void => {
  const [, minutesFrom, hoursFrom] = readHorizons(db);
  db.run("DELETE FROM dirty_buckets WHERE level = 3");
  db.run("DELETE FROM reading_rollups WHERE level = 3 AND start >= ?", hoursFrom);
  db.run("DELETE FROM rollups WHERE level = 3 AND start >= ?", hoursFrom);
  const oldest = db.get<{ start: number | null }>(
    "SELECT min(start) AS start FROM rollups WHERE level = 2",
  )?.start;
  if (oldest === null || oldest === undefined) return;
  for (let at = Math.max(oldest, hoursFrom); at <= now; at = calendar.bucketAt(3, at).ends) {
    const day = calendar.bucketAt(3, at);
    if (day.start >= minutesFrom) cutHour(db, day.start);
    if (day.start >= hoursFrom) markDay(db, day.start, day.ends);
  }
};

/** Marks a day of every check that has an hour in it. */
const markDay = (db: Database, start: number, ends: number): void => {
  db.run(
    `INSERT INTO dirty_buckets (level, start, check_id)
     SELECT 3, ?, id FROM checks WHERE EXISTS (
       SELECT 1 FROM rollups WHERE check_id = checks.id AND level = 2 AND start >= ? AND start < ?)`,
    start,
    start,
    ends,
  );
};

/** Takes back the hour that a day begins inside of; it is rolled up again as two. */
const cutHour = (db: Database, dayStart: number): void => {
  const { start, ends } = bucketAt(2, dayStart);
  if (start === dayStart) return;
  for (const part of [start, dayStart])
    db.run(
      `INSERT INTO dirty_buckets (level, start, check_id)
       SELECT 2, ?, id FROM checks WHERE EXISTS (
         SELECT 1 FROM rollups WHERE check_id = checks.id AND level = 2 AND start = ? AND ends = ?)
       ON CONFLICT DO NOTHING`,
      part,
      start,
      ends,
    );
};
