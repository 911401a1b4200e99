import { floorTo } from "../../grid.ts";
import type { Database } from "../database.ts";
import { createPace } from "../pace.ts";
import { decodeBlock, encodeBlock } from "./block-codec.ts";
import { countPlaces, hourMs, type BlockTable } from "./block-table.ts";
import { RunColumns } from "./run-columns.ts";
import type { DecimalsOfShape } from "./run-fields.ts";

/** Checks in one transaction, each an hour's runs: a few milliseconds' work. */
const sliceChecks = 20;
/** Windows deleted in one transaction. */
const sliceRows = 1000;

interface WindowRow {
  readonly start: number;
  readonly checkId: number;
  readonly data: Uint8Array;
}

interface MergeParts {
  readonly windows: BlockTable;
  readonly blocks: BlockTable;
  readonly decimals: DecimalsOfShape;
}

/**
 * Makes one block of the windows of each hour that ends at or before `until`, slice by slice. A window of an hour
 * that has its block already, because a run came late or the process ended midway, is merged into it: what is in the
 * window is younger. The windows go once all checks have their block, so that their pages are freed whole.
 */
export const createMerger =
  (db: Database, parts: MergeParts): ((until: number) => Promise<void>) =>
  async (until) => {
    const { starts } = parts.windows;
    for (let first = starts.all()[0]; first !== undefined; first = starts.all()[0]) {
      const hour = floorTo(first, hourMs);
      if (hour + hourMs > until) return;
      const hourStarts = starts.all().filter((start) => start < hour + hourMs);
      const pace = createPace();
      await mergeHour(db, parts, hour, hourStarts, pace);
      for (const start of hourStarts) {
        while ((await db.answer(() => deleteSome(db, start))) === sliceRows) await pace();
        starts.delete(start);
      }
    }
  };

const mergeHour = async (
  db: Database,
  parts: MergeParts,
  hour: number,
  starts: readonly number[],
  pace: () => Promise<void>,
): Promise<void> => {
  const runs = new RunColumns();
  for (let from: number | undefined = 0; from !== undefined;) {
    const first: number = from;
    from = await db.answer(() => {
      const next = nextCheck(db, starts, first);
      if (next === undefined) return undefined;
      const rows = rowsOf(db, starts, next, next + sliceChecks);
      db.rearrange(() => mergeRows(parts, runs, hour, rows));
      return next + sliceChecks;
    });
    await pace();
  }
};

/** Rows of the same check stand beside each other, in the order of time. */
const mergeRows = (
  { blocks, decimals }: MergeParts,
  runs: RunColumns,
  hour: number,
  rows: readonly WindowRow[],
): void => {
  for (let at = 0; at < rows.length;) {
    const checkId = rows[at]?.checkId ?? 0;
    const known = blocks.data(hour, checkId);
    runs.clear();
    if (known) decodeBlock(known, hour, decimals, runs);
    for (let row = rows[at]; row?.checkId === checkId; row = rows[++at])
      decodeBlock(row.data, row.start, decimals, runs);
    runs.sort();
    const data = encodeBlock(runs, runs.order, hour, decimals);
    blocks.replace(hour, checkId, countPlaces(runs, runs.order), data);
  }
};

/** The windows of the checks from one id up to another, by check and start. */
const rowsOf = (db: Database, starts: readonly number[], from: number, to: number): readonly WindowRow[] =>
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

/** The first check from an id on that has a window in the hour. */
const nextCheck = (db: Database, starts: readonly number[], from: number): number | undefined => {
  const found = starts.flatMap(
    (start) =>
      db.get<{ checkId: number | null }>(
        "SELECT min(check_id) AS checkId FROM run_windows WHERE start = ? AND check_id >= ?",
        start,
        from,
      )?.checkId ?? [],
  );
  return found.length === 0 ? undefined : Math.min(...found);
};

const deleteSome = (db: Database, start: number): number =>
  db.rearrange(() =>
    db.run(
      `DELETE FROM run_windows WHERE start = ? AND check_id <= (
         SELECT max(check_id) FROM (
           SELECT check_id FROM run_windows WHERE start = ? ORDER BY check_id LIMIT ${sliceRows}))`,
      start,
      start,
    ),
  );
