import type { Check } from "../../core/check.ts";
import type { Status } from "../../core/outcome.ts";
import type { RunRecord } from "../../core/store.ts";

/** A check with what its run found. */
export interface Checked {
  readonly check: Check;
  readonly record: RunRecord;
  /** The exchange, one step a line, redacted; empty unless asked for. */
  readonly trace: readonly string[];
}

/** 0 when all are good, 1 when any is bad, 2 when nothing can be said about one, or nothing ran at all. */
export const exitCodeOf = (statuses: readonly Status[]): 0 | 1 | 2 => {
  if (statuses.some((status) => status === "down" || status === "degraded")) return 1;
  return statuses.length === 0 || statuses.includes("unknown") ? 2 : 0;
};
