import { floorTo } from "../../grid.ts";
import type { Database } from "../database.ts";
import { createPace } from "../pace.ts";
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
export const defaultArenaBytes = 36 * 1024 * 1024;

/** Windows that begin before this are over. */
export const overBefore = (now: number): number => floorTo(now - lagMs, windowMs);

interface CompactorParts {
  readonly arena: Arena;
  readonly journal: Journal;
  readonly windows: BlockTable;
  readonly latest: LatestTable;
  readonly decimals: DecimalsOfShape;
  readonly mostArenaBytes: number;
}

/** Moves the runs of windows that are over from the arena to their table. */
export class Compactor {
  readonly #db: Database;
  readonly #parts: CompactorParts;
  readonly #runs = new RunColumns();
  readonly #both = new RunColumns();
  #boundary = Number.NEGATIVE_INFINITY;
  /** Checks that have a run before the boundary again. */
  readonly #late = new Set<number>();

  constructor(db: Database, parts: CompactorParts) {
    this.#db = db;
    this.#parts = parts;
  }

  /** Call for each run that is written: one before the last boundary is compacted by itself. */
  written(checkId: number, slot: number): void {
    if (slot < this.#boundary) this.#late.add(checkId);
  }

  /** Compacts what is over, slice by slice; cheap when nothing is. */
  async compact(now: number): Promise<void> {
    const { arena, journal, mostArenaBytes } = this.#parts;
    const until = overBefore(now);
    const isFull = arena.bytes > mostArenaBytes;
    if (until !== this.#boundary || isFull) {
      // Who is written to from now on is late for this round.
      this.#boundary = until;
      this.#late.clear();
      await this.#compactAll(arena.endOfChecks, (checkId) => checkId, isFull ? Math.max(until, now) : until);
    } else if (this.#late.size > 0) {
      const checkIds = [...this.#late].sort((left, right) => left - right);
      this.#late.clear();
      await this.#compactAll(checkIds.length, (place) => checkIds[place] ?? 0, until);
    } else return;
    const pace = createPace();
    while (await this.#db.answer(() => journal.trim())) await pace();
  }

  async #compactAll(count: number, checkAt: (place: number) => number, until: number): Promise<void> {
    const { arena } = this.#parts;
    const pace = createPace();
    for (let next = 0; next < count;) {
      const done: number[] = [];
      await this.#db.answer(() => {
        this.#db.rearrange(() => {
          for (let room = sliceRuns; next < count && room > 0; next++) {
            const checkId = checkAt(next);
            const written = arena.has(checkId) ? this.#compactCheck(checkId, until) : 0;
            if (written > 0) done.push(checkId);
            room -= Math.max(written, emptyCheck);
          }
        });
        for (const checkId of done) arena.drop(checkId, until);
      });
      await pace();
    }
  }

  /** Writes the runs of a check that are before `until`; answers how many there were. */
  #compactCheck(checkId: number, until: number): number {
    const { arena, latest } = this.#parts;
    const runs = this.#runs;
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
      this.#writeWindow(checkId, start, runs.order.slice(from, to));
      from = to;
    }
    if (younger === 0) latest.keep(checkId, runs);
    return runs.length;
  }

  #writeWindow(checkId: number, start: number, places: readonly number[]): void {
    const { windows, decimals } = this.#parts;
    const runs = this.#runs;
    if (windows.insert(start, checkId, countPlaces(runs, places), encodeBlock(runs, places, start, decimals)))
      return;
    const both = this.#both;
    both.clear();
    decodeBlock(windows.data(start, checkId) ?? new Uint8Array(), start, decimals, both);
    for (const at of places) both.copy(runs, at);
    both.sort();
    const data = encodeBlock(both, both.order, start, decimals);
    windows.replace(start, checkId, countPlaces(both, both.order), data);
  }
}
