import { failedOutcome, type Outcome, type Reading } from "../../core/outcome.ts";
import { reason } from "../../core/reason.ts";
import type { GitHubRefusal } from "./github.ts";

/**
 * The outcome of a run that GitHub gave no data: a limit or an interruption says nothing about what is watched, all
 * else is down until someone changes something.
 */
export const refusedOutcome = (
  { kind, reason: { code, detail } }: GitHubRefusal,
  redact: (text: string) => string,
  readings: readonly Reading[] = [],
): Outcome => {
  const isUnknown = kind === "limited" || code === "run-interrupted";
  return failedOutcome(isUnknown ? "unknown" : "down", reason(code, redact(detail)), readings);
};
