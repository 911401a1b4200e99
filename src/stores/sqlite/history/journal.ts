import type { Database } from "../database.ts";
import { chunkStart, type Arena, type Chunk } from "./arena.ts";
import type { RunFields } from "./run-fields.ts";

/** Runs of one chunk that are one row of the journal. */
interface Segment {
  readonly chunk: Chunk;
  readonly from: number;
  readonly row: number;
  to: number;
}

/** A chunk with no more than this share of living runs is given back: those are written again. */
const worthKeeping = 0.25;

/**
 * The runs that are not compacted yet, on disk: what stands in the arena, one row for all the runs of a transaction,
 * so that a transaction costs about a page however many checks ran.
 */
export interface Journal {
  /** Adds a run to the row in the making. Call in a transaction. */
  add(run: RunFields): void;
  /** Writes the row. Call at the end of the same transaction. */
  write(): void;
  /** Makes what was written seen, after its transaction. */
  accept(): void;
  /** Forgets what was written in a transaction that was undone. */
  undo(): void;
  /** Deletes rows whose runs are compacted or replaced, a chunk in one transaction; true when more may be left. */
  trim(): boolean;
}

export const createJournal = (db: Database, arena: Arena): Journal => {
  let segments: Segment[] = [];
  let isOpen = false;
  let nextRow = 1;

  const write = (): void => {
    const segment = segments.at(-1);
    if (!segment || !isOpen) return;
    isOpen = false;
    const { chunk, from, to, row } = segment;
    db.run(
      "INSERT INTO run_journal (id, base, runs) VALUES (?, ?, ?)",
      row,
      chunk.base,
      chunk.bytes.subarray(from, to),
    );
  };
  const add = (run: RunFields): void => {
    const chunk = arena.chunkFor(run);
    let segment = segments.at(-1);
    if (!isOpen || segment?.chunk !== chunk) {
      write();
      segment = { chunk, from: chunk.used, to: chunk.used, row: nextRow++ };
      segments.push(segment);
      isOpen = true;
    }
    arena.put(chunk, run);
    segment.to = chunk.used;
  };
  const accept = (): void => {
    for (const { chunk, from, to, row } of segments) {
      arena.link(chunk, from, to);
      chunk.lastRow = row;
    }
    segments = [];
  };
  const undo = (): void => {
    for (const { chunk, from } of segments.reverse()) {
      chunk.used = from;
      if (from === chunkStart) arena.release(chunk);
    }
    segments = [];
    isOpen = false;
  };

  const replay = (): void => {
    const rows = db.iterate<{ id: number; base: number; runs: Uint8Array }>(
      "SELECT id, base, runs FROM run_journal ORDER BY id",
    );
    for (const { id, base, runs } of rows) {
      const chunk = arena.open(runs.length, base, base);
      const from = chunk.used;
      chunk.bytes.set(runs, from);
      chunk.used += runs.length;
      arena.link(chunk, from, chunk.used);
      chunk.lastRow = id;
      nextRow = id + 1;
    }
  };
  replay();

  /**
   * Oldest first, so that of two runs with one key the later row is never deleted before the earlier one: after a
   * crash the journal says the truth.
   */
  const trim = (): boolean => {
    const oldest = arena.order[0];
    if (!oldest || oldest.runs === 0 || oldest.live > oldest.runs * worthKeeping) return false;
    // Runs that stay are written behind all others, so their chunk must not be the one that is written to.
    const rest: RunFields[] = [];
    arena.eachLiving(oldest, (run) => rest.push(run.copy()));
    arena.close(oldest);
    db.transaction(() => {
      for (const run of rest) add(run);
      write();
      db.run("DELETE FROM run_journal WHERE id <= ?", oldest.lastRow);
    });
    accept();
    arena.release(oldest);
    return true;
  };

  return { add, write, accept, undo, trim };
};
