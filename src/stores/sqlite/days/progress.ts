import type { Database } from "../database.ts";
import { readMeta, writeMeta } from "../meta.ts";

/** How far the days are rolled up. Kept in `meta`. */
export interface Progress {
  /** The pass that is on: all days that begin in [from, to). Between passes both are where the next begins. */
  readonly from: number;
  readonly to: number;
  /** Checks up to this id are done in this pass. */
  readonly after: number;
  /** No row and no pass ever reached beyond this. */
  readonly reached: number;
}

/** What is gone: older than these instants, each the beginning of a day; they never go back. */
export interface Kept {
  /** Runs from here on are still there, or in no row. */
  readonly runsFrom: number;
  readonly hoursFrom: number;
  readonly daysFrom: number;
  /** The hours before this are deleted already. */
  readonly hoursDone: number;
  readonly daysDone: number;
}

/** Written by `writeProgress` alone. */
const asProgress = (value: unknown): Progress => value as Progress;

export const readProgress = (db: Database): Progress => {
  const text = readMeta(db, "days_rolled");
  return text === undefined ? { from: 0, to: 0, after: -1, reached: 0 } : asProgress(JSON.parse(text));
};

export const writeProgress = (db: Database, progress: Progress): void =>
  writeMeta(db, "days_rolled", JSON.stringify(progress));

/** Written by `writeKept` alone. */
const asKept = (value: unknown): Kept => value as Kept;

export const readKept = (db: Database): Kept => {
  const text = readMeta(db, "kept_from");
  return text === undefined
    ? { runsFrom: 0, hoursFrom: 0, daysFrom: 0, hoursDone: 0, daysDone: 0 }
    : asKept(JSON.parse(text));
};

export const writeKept = (db: Database, kept: Kept): void => writeMeta(db, "kept_from", JSON.stringify(kept));

/** Which runs answer a question. */
export interface Reach {
  /** Older runs are gone. */
  readonly runsFrom: number;
  /** What is older and in no row has no runs. */
  readonly unrolledFrom: number;
}

export const readReach = (db: Database): Reach => {
  const dirty = db.get<{ start: number | null }>("SELECT min(start) AS start FROM dirty_days")?.start;
  const unrolledFrom = Math.min(readProgress(db).from, dirty ?? Number.POSITIVE_INFINITY);
  return { runsFrom: readKept(db).runsFrom, unrolledFrom };
};

/** The IANA zone that days are cut in; absent before the first roll-up. */
export const readTimeZone = (db: Database): string | undefined => readMeta(db, "time_zone");
export const writeTimeZone = (db: Database, zone: string): void => writeMeta(db, "time_zone", zone);
