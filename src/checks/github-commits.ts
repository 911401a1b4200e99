import { defineCheckType } from "../core/check-type.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { createGitHub } from "./github/create-github.ts";
import type { Desk } from "./github/desk.ts";
import { understood } from "./github/refusals.ts";
import { createSelection } from "./github/selection.ts";
import { commitsOptions } from "./github-commits/options.ts";
import { runCommits } from "./github-commits/run-commits.ts";

/** `type: github-commits`, with another desk of tokens than the process's own when one is given. */
export const createGitHubCommitsCheck = (desk?: Desk) =>
  defineCheckType({
    type: "github-commits",
    summary: "Counts the commits of each day over all repositories of GitHub owners",
    options: commitsOptions,
    prepare: (options, surroundings) => {
      const { timezone = "UTC" } = surroundings;
      const access = createGitHub(options, surroundings, desk);
      const selection = createSelection(options);
      const plan = {
        selection,
        author: options.author,
        backfillDays: options.backfill,
        contributions: options.contributions,
        timezone,
        access,
        judge: createReadingJudge(options.expect, { timezone, redact: access.redact }),
      };
      return {
        target: `GitHub commits of ${selection.title}`,
        host: access.host,
        usesLedger: true,
        probe: (run) =>
          understood(access.redact, () => runCommits(plan, run, run.ledger ?? createTransientLedger())),
      };
    },
  });

export const githubCommitsCheck = createGitHubCommitsCheck();
