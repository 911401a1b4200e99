import type { Database } from "../database.ts";

/** The fewest dead rows that are worth deleting: their pages would soon be wanted again. */
const fewestDeleted = 256;

/** A row without what is in it. */
export interface RowName {
  readonly id: number;
  readonly seq: number;
}

export interface JournalRow {
  readonly id: number;
  readonly base: number;
  readonly runs: Uint8Array;
}

/**
 * Rows of `run_journal`. A row that is no longer needed is not deleted but written over: so the table keeps its pages,
 * and a transaction changes one of them. `seq` says in which order rows were written, and all below a number that is
 * kept in `meta` are dead.
 */
export class JournalTable {
  readonly #db: Database;
  /** Dead rows, the next to be used first. */
  #free: number[] = [];
  #nextId = 1;
  #nextSeq = 1;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The living rows in the order that they were written. */
  open(): RowName[] {
    const living: RowName[] = [];
    const from = this.#db.get<{ value: string }>("SELECT value FROM meta WHERE name = 'journal_from'");
    for (const row of this.#db.all<RowName>("SELECT id, seq FROM run_journal ORDER BY seq")) {
      this.#nextId = Math.max(this.#nextId, row.id + 1);
      this.#nextSeq = row.seq + 1;
      if (row.seq < Number(from?.value ?? 0)) this.#free.push(row.id);
      else living.push(row);
    }
    this.#free.sort((left, right) => left - right);
    return living;
  }

  read(id: number): JournalRow | undefined {
    return this.#db.get<JournalRow>("SELECT id, base, runs FROM run_journal WHERE id = ?", id);
  }

  /** The id of a row to be written. */
  take(): number {
    return this.#free.shift() ?? this.#nextId++;
  }

  /** Gives back ids that were taken, or rows that are dead. */
  giveBack(ids: readonly number[]): void {
    this.#free = [...this.#free, ...ids];
  }

  /** Answers the number that it was written with. */
  write({ id, base, runs }: JournalRow): number {
    this.#db.run(
      `INSERT INTO run_journal (id, seq, base, runs) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = excluded.seq, base = excluded.base, runs = excluded.runs`,
      id,
      this.#nextSeq++,
      base,
      runs,
    );
    return this.#nextSeq - 1;
  }

  /** The number that the next row will be written with. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Says that all rows written before are dead. Call in a transaction. */
  endBefore(seq: number): void {
    this.#db.run(
      `INSERT INTO meta (name, value) VALUES ('journal_from', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
      String(seq),
    );
  }

  /** Deletes dead rows of which there are many more than `living` ones. Call outside of a transaction. */
  shrink(living: number): void {
    const spare = this.#free.length - living - fewestDeleted;
    if (spare < fewestDeleted) return;
    const gone = this.#free.toSorted((left, right) => left - right).slice(-spare);
    this.#db.rearrange(() =>
      this.#db.run(
        "DELETE FROM run_journal WHERE id IN (SELECT value FROM json_each(?))",
        JSON.stringify(gone),
      ),
    );
    const isGone = new Set(gone);
    this.#free = this.#free.filter((id) => !isGone.has(id));
  }
}
