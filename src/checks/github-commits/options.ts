import { z } from "zod";
import { readingExpectations } from "../expect/reading.ts";
import { githubFields } from "../github/options.ts";
import { selectionFields, selectionProblem, selectsSomething } from "../github/selection.ts";
import { duration } from "../../options/fields.ts";

const dayMs = 86_400_000;

/** What stands beside `id` and `type: github-commits`. */
export const commitsOptions = z
  .strictObject({
    ...githubFields,
    ...selectionFields,
    author: z
      .string()
      .regex(/^[^\s@]+(@[^\s@]+)?$/, "must be a login or an e-mail address")
      .optional()
      .meta({ description: "Only the commits of this login or e-mail address. Default: everybody's" }),
    backfill: duration()
      .prefault("365d")
      .refine((ms) => ms >= dayMs, "must be a day at least")
      .refine((ms) => ms <= 7305 * dayMs, "must be 20 years at most")
      .transform((ms) => Math.ceil(ms / dayMs))
      .meta({ description: "How far back the first runs count" }),
    contributions: z
      .boolean()
      .default(false)
      .meta({ description: "Also keep the contribution calendars of the owners that are users" }),
    expect: readingExpectations([
      "commits",
      "commits_yesterday",
      "commits_7d",
      "contributions",
      "repositories",
    ])
      .prefault({})
      .meta({ description: "What the readings must be. Default: nothing but that GitHub answers" }),
  })
  .refine(selectsSomething, selectionProblem)
  .refine(({ contributions, owner, owners }) => !contributions || (owner ?? owners) !== undefined, {
    path: ["contributions"],
    message: "needs owner or owners: a calendar is a person's",
  });
