import type { DayValue, Ledger, LedgerChange, PartTitle, Snapshot } from "../../core/ledger.ts";

/** Enough to be worth a write, few enough to be a short one. */
const fullRows = 400;
/** What a ledger takes at once without keeping others waiting. */
const mostRows = 1000;

/** What was found since the last write. What belongs together is written together. */
export class Batch {
  readonly #ledger: Ledger;
  #days: DayValue[] = [];
  #parts: PartTitle[] = [];
  #snapshots: Snapshot[] = [];
  #memos: Record<string, string> = {};

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  add({ days = [], parts = [], snapshots = [] }: LedgerChange, [key, memo]: readonly [string, string]): void {
    this.#days.push(...days);
    this.#parts.push(...parts);
    this.#snapshots.push(...snapshots);
    this.#memos[key] = memo;
  }

  isFull(): boolean {
    return this.#days.length + this.#snapshots.length * 10 >= fullRows;
  }

  async write(): Promise<void> {
    if (Object.keys(this.#memos).length === 0) return;
    // Days come before the memos that say that they are there.
    while (this.#days.length > mostRows)
      await this.#ledger.write({ days: this.#days.splice(0, mostRows), merge: "max" });
    const change: LedgerChange = {
      days: this.#days,
      merge: "max",
      parts: this.#parts,
      snapshots: this.#snapshots,
      memos: this.#memos,
    };
    [this.#days, this.#parts, this.#snapshots, this.#memos] = [[], [], [], {}];
    await this.#ledger.write(change);
  }
}
