import { z } from "zod";
import { duration } from "../../options/fields.ts";
import { readingExpectations } from "../expect/reading.ts";
import { githubFields } from "../github/options.ts";
import { selectionFields, selectionProblem, selectsSomething } from "../github/selection.ts";
import { readingNames } from "./metrics.ts";

const dayMs = 86_400_000;

const metric = () =>
  z.enum(["stars", "forks", "watchers", "issues", "pull_requests", "downloads", "workflows", "lines"]);

/** What stands beside `id` and `type: github-repositories`. */
export const repositoriesOptions = z
  .strictObject({
    ...githubFields,
    ...selectionFields,
    // Beside the `forks` of the selection, which says whether forks count, there is a metric of that name.
    metrics: z
      .array(metric())
      .min(1)
      .default(["stars", "forks", "watchers", "issues", "pull_requests"])
      .meta({
        description:
          "What is kept: stars, forks, watchers, issues, pull_requests; and downloads, workflows, lines, which cost a request per repository",
      }),
    backfill: duration()
      .prefault("365d")
      .refine((ms) => ms >= dayMs, "must be a day at least")
      .transform((ms) => Math.ceil(ms / dayMs))
      .meta({ description: "How far back the weeks of `lines` are kept from" }),
    expect: readingExpectations(readingNames)
      .prefault({})
      .meta({ description: "What the readings must be. Default: nothing but that GitHub answers" }),
  })
  .refine(selectsSomething, selectionProblem);
