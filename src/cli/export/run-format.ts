import type { RunRecord } from "../../core/store.ts";

/** How rows are written, one after the other. */
export interface RowFormat<Row> {
  readonly head: string;
  readonly between: string;
  readonly foot: string;
  readonly row: (row: Row) => string;
}

export type RunFormat = RowFormat<RunRecord>;
