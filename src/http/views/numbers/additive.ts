import type { Unit } from "../../../core/outcome.ts";

/**
 * Readings that count what happened on a day, so that days add up. Everything else is how things stood (stars, open
 * issues), a measure (latency), a week's sum (lines), or counts people who may come again tomorrow (unique visitors):
 * their days never do.
 */
const additive: ReadonlySet<string> = new Set([
  "commits",
  "contributions",
  "views",
  "clones",
  "referrer_views",
  "path_views",
  "new_entries",
]);

/** Whether the days of a reading may be added up. */
export const addsUp = (reading: string, unit: Unit): boolean => unit === "count" && additive.has(reading);
