import { setImmediate as nextTurn } from "node:timers/promises";
import { floorTo } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { Arena } from "./arena.ts";
import { encodeBlock, decodeBlock } from "./block-codec.ts";
import { countPlaces, windowMs, type BlockTable } from "./block-table.ts";
import type { Journal } from "./journal.ts";
import type { LatestTable } from "./latest-table.ts";
import { RunColumns } from "./run-columns.ts";
import type { DecimalsOfShape } from "./run-fields.ts";

/** Runs in one transaction, a few milliseconds' work; a check that has none counts as a part of one. */
const sliceRuns = 1000;
const emptyCheck = 1 / 50;
/** How long after its end a window is left open for runs that were slow, or slow to be written. */
const lagMs = 60_000;
/** Beyond it the arena is emptied before its windows are over. */
const mostArenaBytes = 36 * 1024 * 1024;

export interface Compactor {
  /** Call for each run that is written: one before the last boundary is compacted by itself. */
  written(checkId: number, slot: number): void;
  /** Moves the runs of windows that are over from the arena to their table, slice by slice. */
  compact(now: number): Promise<void>;
}

/** Windows that begin before this are over. */
export const overBefore = (now: number): number => floorTo(now - lagMs, windowMs);

export const createCompactor = (
  db: Database,
  parts: {
    readonly arena: Arena;
    readonly journal: Journal;
    readonly windows: BlockTable;
    readonly latest: LatestTable;
    readonly decimals: DecimalsOfShape;
  },
): Compactor => {
  const { arena, journal, windows, latest, decimals } = parts;
  const runs = new RunColumns();
  const both = new RunColumns();
  let boundary = Number.NEGATIVE_INFINITY;
  /** Checks that have a run before the boundary again. */
  const late = new Set<number>();

  const writeWindow = (checkId: number, start: number, places: readonly number[]): void => {
    if (windows.insert(start, checkId, countPlaces(runs, places), encodeBlock(runs, places, start, decimals)))
      return;
    both.clear();
    decodeBlock(windows.data(start, checkId) ?? new Uint8Array(), start, decimals, both);
    for (const at of places) both.copy(runs, at);
    both.sort();
    const data = encodeBlock(both, both.order, start, decimals);
    windows.replace(start, checkId, countPlaces(both, both.order), data);
  };

  /** Writes the runs of a check that are before `until`; answers how many there were. */
  const compactCheck = (checkId: number, until: number): number => {
    runs.clear();
    let younger = 0;
    arena.each(checkId, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (run) => {
      if (run.slot < until) runs.add(run);
      else younger++;
    });
    if (runs.length === 0) return 0;
    runs.sort();
    for (let from = 0; from < runs.order.length;) {
      const start = floorTo(runs.slot[runs.order[from] ?? 0] ?? 0, windowMs);
      let to = from + 1;
      while (to < runs.order.length && (runs.slot[runs.order[to] ?? 0] ?? 0) < start + windowMs) to++;
      writeWindow(checkId, start, runs.order.slice(from, to));
      from = to;
    }
    if (younger === 0) latest.keep(checkId, runs);
    return runs.length;
  };

  const compactAll = async (checkIds: readonly number[] | number, until: number): Promise<void> => {
    const count = typeof checkIds === "number" ? checkIds : checkIds.length;
    for (let next = 0; next < count;) {
      const done: number[] = [];
      await db.answer(() => {
        let room = sliceRuns;
        db.transaction(() => {
          for (; next < count && room > 0; next++) {
            const checkId = typeof checkIds === "number" ? next : (checkIds[next] ?? 0);
            const written = arena.has(checkId) ? compactCheck(checkId, until) : 0;
            if (written > 0) done.push(checkId);
            room -= Math.max(written, emptyCheck);
          }
        });
        for (const checkId of done) arena.drop(checkId, until);
      });
      await nextTurn();
    }
  };

  return {
    written: (checkId, slot) => {
      if (slot < boundary) late.add(checkId);
    },
    compact: async (now) => {
      const until = overBefore(now);
      const isFull = arena.bytes > mostArenaBytes;
      if (until !== boundary || isFull) {
        // Who is written to from now on is late for this round.
        boundary = until;
        late.clear();
        await compactAll(arena.endOfChecks, isFull ? Math.max(until, now) : until);
      } else if (late.size > 0) {
        const checkIds = [...late].sort((left, right) => left - right);
        late.clear();
        await compactAll(checkIds, until);
      } else return;
      while (await db.answer(() => journal.trim())) await nextTurn();
    },
  };
};
