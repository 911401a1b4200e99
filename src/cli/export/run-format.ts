import type { RunRecord } from "../../core/store.ts";

/** How runs are written, one after the other. */
export interface RunFormat {
  readonly head: string;
  readonly between: string;
  readonly foot: string;
  readonly row: (run: RunRecord) => string;
}
