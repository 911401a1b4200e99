import { setImmediate as nextTurn } from "node:timers/promises";
import { floorTo } from "../../grid.ts";
import type { Database } from "../database.ts";
import { decodeBlock, encodeBlock } from "./block-codec.ts";
import { countPlaces, hourMs, type BlockTable } from "./block-table.ts";
import { RunColumns } from "./run-columns.ts";
import type { DecimalsOfShape } from "./run-fields.ts";

/** Checks in one transaction, each an hour's runs: a few milliseconds' work. */
const sliceChecks = 20;

interface WindowRow {
  readonly start: number;
  readonly checkId: number;
  readonly data: Uint8Array;
}

/**
 * Makes one block of the windows of each hour that ends at or before `until`, slice by slice. A window of an hour
 * that has its block already, because a run came late, is merged into it: what is in the window is younger.
 */
export const createMerger = (
  db: Database,
  parts: { readonly windows: BlockTable; readonly blocks: BlockTable; readonly decimals: DecimalsOfShape },
): ((until: number) => Promise<void>) => {
  const { windows, blocks, decimals } = parts;
  const runs = new RunColumns();

  const mergeCheck = (hour: number, checkId: number, rows: readonly WindowRow[]): void => {
    const write = (): Uint8Array => {
      runs.sort();
      return encodeBlock(runs, runs.order, hour, decimals);
    };
    const known = blocks.data(hour, checkId);
    runs.clear();
    if (known) decodeBlock(known, hour, decimals, runs);
    for (const { start, data } of rows) decodeBlock(data, start, decimals, runs);
    const data = write();
    blocks.replace(hour, checkId, countPlaces(runs, runs.order), data);
  };

  /** The windows of the checks from one id up to another, by check and start. */
  const rowsOf = (starts: readonly number[], from: number, to: number): readonly WindowRow[] =>
    starts
      .flatMap((start) =>
        db.all<WindowRow>(
          `SELECT start, check_id AS checkId, data FROM run_windows
           WHERE start = ? AND check_id >= ? AND check_id < ?`,
          start,
          from,
          to,
        ),
      )
      .sort((left, right) => left.checkId - right.checkId || left.start - right.start);

  /** The next check that has a window in the hour. */
  const nextCheck = (starts: readonly number[], from: number): number =>
    Math.min(
      ...starts.map(
        (start) =>
          db.get<{ checkId: number | null }>(
            "SELECT min(check_id) AS checkId FROM run_windows WHERE start = ? AND check_id >= ?",
            start,
            from,
          )?.checkId ?? Number.POSITIVE_INFINITY,
      ),
    );

  const mergeSlice = (hour: number, starts: readonly number[], from: number): void => {
    const to = from + sliceChecks;
    const rows = rowsOf(starts, from, to);
    db.transaction(() => {
      for (let at = 0; at < rows.length;) {
        const checkId = rows[at]?.checkId ?? 0;
        let next = at + 1;
        while (rows[next]?.checkId === checkId) next++;
        mergeCheck(hour, checkId, rows.slice(at, next));
        at = next;
      }
      for (const start of starts)
        db.run("DELETE FROM run_windows WHERE start = ? AND check_id >= ? AND check_id < ?", start, from, to);
    });
  };

  const mergeHour = async (hour: number, starts: readonly number[]): Promise<void> => {
    for (let from = 0; ; from += sliceChecks) {
      const isDone = await db.answer(() => {
        from = nextCheck(starts, from);
        if (from === Number.POSITIVE_INFINITY) return true;
        mergeSlice(hour, starts, from);
        return false;
      });
      if (isDone) break;
      await nextTurn();
    }
    for (const start of starts) windows.starts.delete(start);
  };

  return async (until) => {
    for (;;) {
      const [first] = windows.starts.all();
      if (first === undefined) return;
      const hour = floorTo(first, hourMs);
      if (hour + hourMs > until) return;
      await mergeHour(
        hour,
        windows.starts.all().filter((start) => start >= hour && start < hour + hourMs),
      );
    }
  };
};
