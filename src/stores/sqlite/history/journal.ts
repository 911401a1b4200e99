import type { Database } from "../database.ts";
import { chunkStart, type Arena, type Chunk } from "./arena.ts";
import { JournalTable } from "./journal-table.ts";
import type { RunFields } from "./run-fields.ts";

/** Runs of one chunk that are one row of the journal. */
interface Segment {
  readonly chunk: Chunk;
  readonly id: number;
  readonly from: number;
  to: number;
  seq: number;
}

/** A chunk with no more than this share of living runs is given back: those are written again. */
const worthKeeping = 0.25;

/**
 * The runs that are not compacted yet, on disk: what stands in the arena, one row for all the runs of a transaction,
 * so that a transaction costs about a page however many checks ran.
 */
export class Journal {
  readonly #db: Database;
  readonly #arena: Arena;
  readonly #table: JournalTable;
  #segments: Segment[] = [];
  #isOpen = false;
  #livingRows = 0;

  constructor(db: Database, arena: Arena) {
    this.#db = db;
    this.#arena = arena;
    this.#table = new JournalTable(db);
    this.#table.open(({ id, base, runs }, seq) => {
      const chunk = arena.open(runs.length, base, base);
      const from = chunk.used;
      chunk.bytes.set(runs, from);
      chunk.used += runs.length;
      this.#link({ chunk, id, from, to: chunk.used, seq });
    });
  }

  /** Adds a run to the row in the making. Call in a transaction. */
  add(run: RunFields): void {
    const chunk = this.#arena.chunkFor(run);
    let segment = this.#segments.at(-1);
    if (!this.#isOpen || segment?.chunk !== chunk) {
      this.write();
      segment = { chunk, id: this.#table.take(), from: chunk.used, to: chunk.used, seq: 0 };
      this.#segments.push(segment);
      this.#isOpen = true;
    }
    this.#arena.put(chunk, run);
    segment.to = chunk.used;
  }

  /** Writes the row. Call at the end of the same transaction. */
  write(): void {
    const segment = this.#segments.at(-1);
    if (!segment || !this.#isOpen) return;
    this.#isOpen = false;
    const { chunk, id, from, to } = segment;
    segment.seq = this.#table.write({ id, base: chunk.base, runs: chunk.bytes.subarray(from, to) });
  }

  /** Makes what was written seen, after its transaction. */
  accept(): void {
    for (const segment of this.#segments) this.#link(segment);
    this.#segments = [];
  }

  /** Forgets what was written in a transaction that was undone. */
  undo(): void {
    for (const { chunk, from } of this.#segments.toReversed()) {
      chunk.used = from;
      if (from === chunkStart) this.#arena.release(chunk);
    }
    this.#table.giveBack(this.#segments.map(({ id }) => id));
    this.#segments = [];
    this.#isOpen = false;
  }

  /**
   * Gives the oldest chunk back when its runs are compacted or replaced, in one transaction; true when there may be
   * another. Only the oldest, so that of two runs with one key the later row never goes before the earlier one: after
   * a crash the journal says the truth.
   */
  trim(): boolean {
    const [oldest, next] = this.#arena.order;
    if (!oldest || oldest.runs === 0 || oldest.live > oldest.runs * worthKeeping) {
      this.#table.shrink(this.#livingRows);
      return false;
    }
    // Runs that stay are written behind all others.
    const rest: RunFields[] = [];
    this.#arena.eachLiving(oldest, (run) => rest.push(run.copy()));
    this.#arena.close(oldest);
    this.#db.rearrange(() => {
      this.#table.endBefore(next?.firstSeq ?? this.#table.nextSeq);
      for (const run of rest) this.add(run);
      this.write();
    });
    this.accept();
    this.#arena.release(oldest);
    this.#livingRows -= oldest.rows.length;
    this.#table.giveBack(oldest.rows);
    return true;
  }

  #link({ chunk, id, from, to, seq }: Segment): void {
    this.#arena.link(chunk, from, to);
    if (chunk.rows.length === 0) chunk.firstSeq = seq;
    chunk.rows.push(id);
    this.#livingRows++;
  }
}
