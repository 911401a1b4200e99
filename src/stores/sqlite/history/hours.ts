import { floorTo } from "../../grid.ts";
import type { Arena } from "./arena.ts";
import { decodeBlock } from "./block-codec.ts";
import { hourMs, windowMs, type BlockTable } from "./block-table.ts";
import { RunColumns } from "./run-columns.ts";
import type { DecimalsOfShape } from "./run-fields.ts";

export interface HistoryParts {
  readonly arena: Arena;
  readonly windows: BlockTable;
  readonly blocks: BlockTable;
  readonly decimals: DecimalsOfShape;
}

/** The history of one check in hours, put together from where its runs lie. Used again for the next question. */
export class Hours {
  readonly #parts: HistoryParts;
  /** The check's runs in the range that are still in the arena. */
  readonly #recent = new RunColumns();
  readonly #runs = new RunColumns();
  #checkId = 0;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** The hours, ascending, in which the check may have runs with `from <= slot < to`. */
  open(checkId: number, from: number, to: number): readonly number[] {
    const { arena, blocks, windows } = this.#parts;
    this.#checkId = checkId;
    this.#recent.clear();
    arena.each(checkId, from, to, (run) => this.#recent.add(run));
    const firstHour = floorTo(from, hourMs);
    const hours = between(blocks.starts.all(), firstHour, to);
    const others = new Set<number>();
    for (const start of windows.starts.all())
      if (start >= firstHour && start < to) others.add(floorTo(start, hourMs));
    for (let at = 0; at < this.#recent.length; at++) others.add(floorTo(this.#recent.slot[at] ?? 0, hourMs));
    const more = [...others].filter((hour) => !blocks.starts.has(hour));
    return more.length === 0 ? hours : [...hours, ...more].sort((left, right) => left - right);
  }

  /** True when some of the hour's runs may lie outside of its block. */
  isSpread(hour: number): boolean {
    const { starts } = this.#parts.windows;
    for (let start = hour; start < hour + hourMs; start += windowMs) if (starts.has(start)) return true;
    return this.#hasRecent(hour);
  }

  /** False when the counts of the hour's block say that no run of it is degraded or down. */
  mayHaveBad(hour: number): boolean {
    if (this.isSpread(hour)) return true;
    const counts = this.#parts.blocks.counts(hour, this.#checkId);
    return counts !== undefined && counts.degraded + counts.down > 0;
  }

  /** The runs of an hour, sorted; what is younger has replaced what is older. */
  load(hour: number): RunColumns {
    const { blocks, windows, decimals } = this.#parts;
    const runs = this.#runs;
    runs.clear();
    const block = blocks.data(hour, this.#checkId);
    if (block) decodeBlock(block, hour, decimals, runs);
    for (let start = hour; start < hour + hourMs; start += windowMs) {
      const window = windows.data(start, this.#checkId);
      if (window) decodeBlock(window, start, decimals, runs);
    }
    const recent = this.#recent;
    // The arena's runs come last to first.
    for (let at = recent.length - 1; at >= 0; at--) {
      const slot = recent.slot[at] ?? 0;
      if (slot >= hour && slot < hour + hourMs) runs.copy(recent, at);
    }
    runs.sort();
    return runs;
  }

  #hasRecent(hour: number): boolean {
    const { slot, length } = this.#recent;
    for (let at = 0; at < length; at++)
      if ((slot[at] ?? 0) >= hour && (slot[at] ?? 0) < hour + hourMs) return true;
    return false;
  }
}

/** The part of an ascending list that lies in a range. */
const between = (ordered: readonly number[], from: number, to: number): readonly number[] =>
  ordered.slice(firstAtOrAfter(ordered, from), firstAtOrAfter(ordered, to));

const firstAtOrAfter = (ordered: readonly number[], at: number): number => {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};
