import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "../database.ts";
import type { Arena } from "./arena.ts";
import type { Journal } from "./journal.ts";
import type { LatestTable } from "./latest-table.ts";

/** A slice's work: shorter than others, as this is done while many checks have their first run. */
export const defaultSliceMs = 2;

interface CatchUpParts {
  readonly arena: Arena;
  readonly journal: Journal;
  readonly latest: LatestTable;
  readonly sliceMs: number;
}

/**
 * Takes into memory what the process before left on disk, slice by slice, beside other work. Whoever asks begins it;
 * all wait for the same. Where it failed it goes on when somebody asks again.
 */
export class CatchUp {
  readonly #db: Database;
  readonly #parts: CatchUpParts;
  #running: Promise<void> | undefined;

  constructor(db: Database, parts: CatchUpParts) {
    this.#db = db;
    this.#parts = parts;
  }

  get isDone(): boolean {
    return this.#parts.latest.isKnown && this.#parts.journal.isRead;
  }

  /** Resolves once it is done; rejects with a `StoreError`. */
  async done(): Promise<void> {
    if (this.isDone) return;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    await this.#running;
  }

  async #run(): Promise<void> {
    // Without the rests of other long work: somebody waits, and a million runs take no longer than 0.2 s.
    while (!(await this.#db.answer(() => this.#slice()))) await nextTurn();
  }

  #slice(): boolean {
    const { arena, journal, latest, sliceMs } = this.#parts;
    if (latest.isKnown) journal.readSome(sliceMs);
    else latest.learnSome((checkId, slot) => arena.note(checkId, slot));
    return this.isDone;
  }
}
