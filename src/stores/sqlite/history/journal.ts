import type { Database } from "../database.ts";
import { Arena, chunkStart, type Chunk } from "./arena.ts";
import { JournalTable, type RowName } from "./journal-table.ts";
import type { DecimalsOfShape, RunFields } from "./run-fields.ts";

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
 *
 * After a start its rows are read into the arena by and by, in the order in which they were written. Until the last is
 * read, what is written waits behind them on disk: so of two runs with one key the later one holds, as ever.
 */
export class Journal {
  readonly #db: Database;
  readonly #arena: Arena;
  readonly #table: JournalTable;
  /** The rows that are not read yet, and how many of them are by now. */
  #unread: RowName[];
  #read = 0;
  /** Where rows are made that are to be read later. */
  readonly #aside: Arena;
  #segments: Segment[] = [];
  #isOpen = false;
  #livingRows = 0;

  constructor(db: Database, arena: Arena, decimals: DecimalsOfShape) {
    this.#db = db;
    this.#arena = arena;
    this.#aside = new Arena(decimals);
    this.#table = new JournalTable(db);
    this.#unread = this.#table.open();
  }

  /** True once everything that was accepted stands in the arena; it stays so. */
  get isRead(): boolean {
    return this.#unread.length === 0;
  }

  /** Reads rows for about so many milliseconds, one at least; true when there are no more. */
  readSome(sliceMs: number): boolean {
    const until = performance.now() + sliceMs;
    while (this.#read < this.#unread.length) {
      this.#readRow(this.#unread[this.#read]);
      this.#read++;
      if (performance.now() >= until) break;
    }
    if (this.#read < this.#unread.length) return false;
    this.#unread = [];
    return true;
  }

  /** Adds a run to the row in the making. Call in a transaction. */
  add(run: RunFields): void {
    const arena = this.isRead ? this.#arena : this.#aside;
    const chunk = arena.chunkFor(run);
    let segment = this.#segments.at(-1);
    if (!this.#isOpen || segment?.chunk !== chunk) {
      this.write();
      segment = { chunk, id: this.#table.take(), from: chunk.used, to: chunk.used, seq: 0 };
      this.#segments.push(segment);
      this.#isOpen = true;
    }
    arena.put(chunk, run);
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
    if (this.isRead) for (const segment of this.#segments) this.#link(segment);
    else for (const { id, seq } of this.#segments) this.#unread.push({ id, seq });
    this.#end();
  }

  /** Forgets what was written in a transaction that was undone. */
  undo(): void {
    if (this.isRead)
      for (const { chunk, from } of this.#segments.toReversed()) {
        chunk.used = from;
        if (from === chunkStart) this.#arena.release(chunk);
      }
    this.#table.giveBack(this.#segments.map(({ id }) => id));
    this.#isOpen = false;
    this.#end();
  }

  /**
   * Gives the oldest chunk back when its runs are compacted or replaced, in one transaction; true when there may be
   * another. Only the oldest, so that of two runs with one key the later row never goes before the earlier one: after
   * a crash the journal says the truth. Call when everything is read.
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

  #readRow(name: RowName | undefined): void {
    const row = name && this.#table.read(name.id);
    if (!row) return;
    const { base, runs } = row;
    const chunk = this.#arena.open(runs.length, base, base);
    const from = chunk.used;
    chunk.bytes.set(runs, from);
    chunk.used += runs.length;
    this.#link({ chunk, from, to: chunk.used, ...name });
  }

  /** After a transaction. One chunk is kept aside: rows with the same base share a chunk once they are read. */
  #end(): void {
    this.#segments = [];
    for (const chunk of this.#aside.order.slice(1)) this.#aside.release(chunk);
    const [first] = this.#aside.order;
    if (!first) return;
    if (this.isRead) this.#aside.release(first);
    else first.used = chunkStart;
  }

  #link({ chunk, id, from, to, seq }: Segment): void {
    this.#arena.link(chunk, from, to);
    if (chunk.rows.length === 0) chunk.firstSeq = seq;
    chunk.rows.push(id);
    this.#livingRows++;
  }
}
