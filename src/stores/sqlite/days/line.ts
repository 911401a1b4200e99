import { addExtent, addValue, emptyExtents, type Extents } from "../../extent.ts";
import { partOf, type Grid } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import { cover } from "./cover.ts";
import { eachValue } from "./each-value.ts";
import { createHourExtents, decodeHourExtents } from "./hour-columns.ts";
import type { Reach } from "./progress.ts";
import { extentDays } from "./reading-days.ts";

/** Hours of the day that is looked at: decoded into the same place again and again. */
const hours = createHourExtents();

/** What one reading of a check was in each part of a grid; undefined when it has no value there. */
export const lineOver = (
  { db, names, history }: { readonly db: Database; readonly names: Dictionary; readonly history: RunHistory },
  { checkId, readingId }: { readonly checkId: number; readonly readingId: number },
  grid: Grid,
  reach: Reach,
): Extents | undefined => {
  const extents = emptyExtents(grid.parts);
  cover(grid, reach, extentDays(db, { checkId, readingId, from: grid.from, to: grid.to }), {
    onDay: (part, { count, min, max, sum }) => {
      if (count > 0) addExtent(extents, part, count, min, max, sum);
    },
    openHours: ({ count, min, hours: encoded }) => {
      if (count === 0) hours.counts.fill(0);
      else if (encoded) decodeHourExtents(encoded, min, hours);
      return count === 0 || encoded !== null;
    },
    onHour: (part, hour) => {
      const { counts, min, max, sum } = hours;
      const count = counts[hour] ?? 0;
      if (count > 0) addExtent(extents, part, count, min[hour] ?? 0, max[hour] ?? 0, sum[hour] ?? 0);
    },
    onRuns: (from, to) =>
      eachValue(history, names, { checkId, readingId, from, to }, (slot, value) =>
        addValue(extents, partOf(grid, slot), value),
      ),
  });
  return extents.count.some((count) => count > 0) ? extents : undefined;
};
