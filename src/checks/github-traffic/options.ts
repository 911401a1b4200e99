import { z } from "zod";
import { readingExpectations } from "../expect/reading.ts";
import { githubFields } from "../github/options.ts";
import { selectionFields, selectionProblem, selectsSomething } from "../github/selection.ts";
import { dailyMetrics, readingNames, tableMetrics } from "./metrics.ts";

/** What stands beside `id` and `type: github-traffic`. */
export const trafficOptions = z
  .strictObject({
    ...githubFields,
    ...selectionFields,
    metrics: z
      .array(z.enum([...dailyMetrics, ...tableMetrics]))
      .min(1)
      .default([...dailyMetrics, ...tableMetrics])
      .meta({
        description:
          "What is kept: views, clones, referrers, paths. Each costs a request per repository and run",
      }),
    expect: readingExpectations(readingNames)
      .prefault({})
      .meta({ description: "What the readings must be. Default: nothing but that GitHub answers" }),
  })
  .refine(selectsSomething, selectionProblem);
