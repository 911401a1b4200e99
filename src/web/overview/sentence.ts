import type { CheckSummary } from "../../http/schemas.ts";
import { lookOf, looks, noLooks, type Look, type LookCounts } from "../../http/look.ts";
import type { Words } from "../words/en.ts";
import { fill } from "../text/fill.ts";

/** Counts checks by their look, on top of others. */
export const countLooks = (checks: readonly CheckSummary[], others: LookCounts = noLooks): LookCounts => {
  const counts = { ...others };
  for (const check of checks) counts[lookOf(check)] += 1;
  return counts;
};

/** The worst look there is: the page's icon. */
export const worstLook = (counts: LookCounts): Look => looks.find((look) => counts[look] > 0) ?? "pending";

/** Everything in one sentence: `2 down, 1 degraded, 96 up`, or `All 99 up`. */
export const overviewSentence = (counts: LookCounts, words: Words): string => {
  const { overview } = words;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return overview.nothing;
  if (counts.up === total) return fill(overview.allUp, { n: total });
  const parts = [
    [counts.down, overview.tally.down],
    [counts.degraded, overview.tally.degraded],
    [counts.unknown + counts.stale, overview.tally.unknown],
    [counts.pending, overview.tally.pending],
    [counts.up, overview.tally.up],
    [counts.paused, overview.tally.paused],
  ] as const;
  return parts.flatMap(([n, template]) => (n > 0 ? [fill(template, { n })] : [])).join(overview.comma);
};
