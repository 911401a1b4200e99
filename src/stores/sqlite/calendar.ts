import { nextDay, startOfDay } from "../../core/time-zone.ts";
import { bucketAt, type Bucket, type RolledLevel } from "./level.ts";

/** Which bucket an instant lies in, in one time zone. */
export interface Calendar {
  readonly zone: string;
  bucketAt(level: RolledLevel, at: number): Bucket;
}

/**
 * Days are cut where the zone cuts them. Minutes and hours are those of UTC in every zone, but for the hour that a
 * day begins in the middle of (Asia/Kolkata): it is two buckets, so that every hour bucket belongs to one day.
 */
export const createCalendar = (zone: string): Calendar => {
  let day: Bucket = { start: 0, ends: 0 };
  const dayAt = (at: number): Bucket => {
    if (at < day.start || at >= day.ends) day = { start: startOfDay(at, zone), ends: nextDay(at, zone) };
    return day;
  };
  const hourAt = (at: number): Bucket => {
    const hour = bucketAt(2, at);
    const { start } = dayAt(hour.ends - 1);
    if (start <= hour.start) return hour;
    return at < start ? { start: hour.start, ends: start } : { start, ends: hour.ends };
  };
  return {
    zone,
    bucketAt: (level, at) => (level === 3 ? dayAt(at) : level === 2 ? hourAt(at) : bucketAt(level, at)),
  };
};
