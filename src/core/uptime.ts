import type { Status } from "./outcome.ts";
import type { StatusCounts } from "./store.ts";

export const noCounts: StatusCounts = { up: 0, degraded: 0, down: 0, unknown: 0 };

/** The counts of two ranges that do not overlap, taken together. */
export const addCounts = (left: StatusCounts, right: StatusCounts): StatusCounts => ({
  up: left.up + right.up,
  degraded: left.degraded + right.degraded,
  down: left.down + right.down,
  unknown: left.unknown + right.unknown,
});

/** How many runs there were, whatever they said. */
export const totalCount = (counts: StatusCounts): number =>
  counts.up + counts.degraded + counts.down + counts.unknown;

/** The counts of some runs. */
export const countStatuses = (statuses: Iterable<Status>): StatusCounts => {
  const counts = { ...noCounts };
  for (const status of statuses) counts[status]++;
  return counts;
};

/**
 * The share of runs that could be used, 0 to 1: degraded is slow or odd, yet it works. `unknown` says nothing and
 * counts neither way; without a run that says something the answer is null, never 0 or 1.
 */
export const uptimeRatio = (counts: StatusCounts): number | null => {
  const good = counts.up + counts.degraded;
  const judged = good + counts.down;
  return judged === 0 ? null : good / judged;
};
