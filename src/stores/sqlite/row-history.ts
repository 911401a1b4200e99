import type { StatusCounts } from "../../core/store.ts";
import { noCounts, addCounts } from "../../core/uptime.ts";
import type { Database } from "./database.ts";
import type { RunHistory } from "./run-history.ts";
import { statusOf, valuesOf, type RunRow } from "./run-row.ts";

/** A history over one row per run. */
export const createRowHistory = (
  db: Database,
): RunHistory & {
  readonly written: (checkId: number, slot: number) => void;
  close: (now: number) => void;
} => {
  const listeners: ((checkId: number, slot: number) => void)[] = [];
  let closed = Number.NEGATIVE_INFINITY;
  return {
    visit: (checkId, from, to, visitor) => {
      const runs = db.all<RunRow & { locationId: number }>(
        `SELECT slot, status, location_id AS locationId, shape_id AS shapeId, "values" FROM runs
         WHERE check_id = ? AND slot >= ? AND slot < ?`,
        checkId,
        from,
        to,
      );
      for (const run of runs) visitor(run.slot, run.status, run.locationId, run.shapeId, valuesOf(run));
    },
    counts: (checkId, from, to) => {
      let counts: StatusCounts = noCounts;
      const runs = db.all<{ status: number }>(
        "SELECT status FROM runs WHERE check_id = ? AND slot >= ? AND slot < ?",
        checkId,
        from,
        to,
      );
      for (const { status } of runs) counts = addCounts(counts, { ...noCounts, [statusOf(status)]: 1 });
      return counts;
    },
    closedUntil: () => closed,
    onLate: (listener) => void listeners.push(listener),
    written: (checkId, slot) => {
      if (slot < closed) for (const listener of listeners) listener(checkId, slot);
    },
    close: (now) => {
      closed = Math.max(closed, now);
    },
  };
};
