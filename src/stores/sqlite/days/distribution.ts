import { mergeEncoded } from "../../../core/sketch-codec.ts";
import { addToSketch, emptySketch, quantiles } from "../../../core/sketch.ts";
import type { Distribution } from "../../../core/store.ts";
import { addExtent, addValue, emptyExtents } from "../../extent.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import type { RunHistory } from "../run-history.ts";
import { cover } from "./cover.ts";
import { eachValue } from "./each-value.ts";
import type { Reach } from "./progress.ts";
import { sketchDays, type ReadingQuery } from "./reading-days.ts";

/** From the sketches of whole days, and runs at the edges; undefined when there is no value in the range. */
export const distributionOver = (
  { db, names, history }: { readonly db: Database; readonly names: Dictionary; readonly history: RunHistory },
  query: ReadingQuery,
  reach: Reach,
): Distribution | undefined => {
  const extents = emptyExtents(1);
  const sketch = emptySketch();
  cover({ from: query.from, to: query.to, parts: 1 }, reach, sketchDays(db, query), {
    onDay: (_, day) => {
      if (day.count === 0) return;
      addExtent(extents, 0, day.count, day.min, day.max, day.sum);
      if (day.sketch) mergeEncoded(sketch, day.sketch);
      else addToSketch(sketch, day.min, day.count);
    },
    onRuns: (from, to) =>
      eachValue(history, names, { ...query, from, to }, (_, value) => {
        addValue(extents, 0, value);
        addToSketch(sketch, value);
      }),
  });
  const {
    count: [count = 0],
    min: [min = 0],
    max: [max = 0],
    sum: [sum = 0],
  } = extents;
  const found = quantiles(sketch, [0.5, 0.95, 0.99]);
  if (!found) return undefined;
  // A quantile never lies outside of what was seen.
  const [p50 = min, p95 = min, p99 = min] = found.map((value) => Math.min(Math.max(value, min), max));
  return { count, min, max, mean: sum / count, p50, p95, p99 };
};
