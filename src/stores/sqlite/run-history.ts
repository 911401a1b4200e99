import type { StatusCounts } from "../../core/store.ts";

/**
 * One run of a check. `status` is that of the tables (run-row.ts), `values` stand in the order of the shape's
 * readings. `values` is used again for the next run: copy what is kept.
 */
export type RunVisitor = (
  slot: number,
  status: number,
  locationId: number,
  shapeId: number,
  values: ArrayLike<number>,
) => void;

/** Every run that is kept, by check and slot, wherever it lies at the moment: in memory, in a window, in a block. */
export interface RunHistory {
  /**
   * Does `work` as soon as what was written before the start is known, which takes a moment after it: nothing else
   * here may be asked before. Rejects with a `StoreError`.
   */
  read<T>(work: () => T): Promise<T>;
  /** Visits the runs of a check with `from <= slot < to`, each once, by slot and then by location id. */
  visit(checkId: number, from: number, to: number, visitor: RunVisitor): void;
  /** How many runs of each status there are in the range; reads no runs where a block lies wholly inside. */
  counts(checkId: number, from: number, to: number): StatusCounts;
  /**
   * Before this instant every run that is written is told to `onLate`. Never goes back, and is the same after a
   * restart. Roll up only what ends at or before it, so that no run is missed.
   */
  closedUntil(): number;
  /**
   * Called inside the transaction that writes a run with `slot < closedUntil()`: what the listener writes becomes
   * true with the run, or not at all.
   */
  onLate(listener: (checkId: number, slot: number) => void): void;
}
