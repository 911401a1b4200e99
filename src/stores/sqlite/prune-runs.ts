import { floorTo } from "../grid.ts";
import type { Database } from "./database.ts";
import { hourMs } from "./history/block-table.ts";

/** Runs are deleted by whole hours: those that end at or before this are gone. */
export const firstHourKept = (runsFrom: number): number => floorTo(runsFrom, hourMs);

/** Deletes at most `steps` of the oldest rows before `until`; answers how many there were. */
const deleteOldest =
  (table: "run_blocks" | "run_windows" | "run_details", time: "start" | "slot", key: string) =>
  (db: Database, until: number, steps: number): number =>
    db.run(
      `DELETE FROM ${table} WHERE (${key}) IN (
         SELECT ${key} FROM ${table} WHERE ${time} < ? ORDER BY ${key} LIMIT ?)`,
      until,
      steps,
    );

export const pruneBlocks = deleteOldest("run_blocks", "start", "start, check_id");
export const pruneWindows = deleteOldest("run_windows", "start", "start, check_id");
export const pruneDetails = deleteOldest("run_details", "slot", "slot, check_id, location_id");

/** Looks at the latest runs of some checks that come after one. */
export const pruneLatest = (
  db: Database,
  after: number,
  until: number,
  steps: number,
): { readonly deleted: number; readonly next: number | undefined } => {
  const last =
    db.get<{ id: number | null }>(
      `SELECT max(check_id) AS id FROM (SELECT check_id FROM latest_runs WHERE check_id > ? ORDER BY check_id LIMIT ?)`,
      after,
      steps,
    )?.id ?? undefined;
  if (last === undefined) return { deleted: 0, next: undefined };
  const deleted = db.run(
    "DELETE FROM latest_runs WHERE check_id > ? AND check_id <= ? AND slot < ?",
    after,
    last,
    until,
  );
  return { deleted, next: last };
};
