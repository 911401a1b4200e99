import { defineCheckType } from "../core/check-type.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { createGitHub } from "./github/create-github.ts";
import type { Desk } from "./github/desk.ts";
import { understood } from "./github/refusals.ts";
import { createSelection } from "./github/selection.ts";
import { repositoriesOptions } from "./github-repositories/options.ts";
import { runRepositories } from "./github-repositories/run-repositories.ts";

/** `type: github-repositories`, with another desk of tokens than the process's own when one is given. */
export const createGitHubRepositoriesCheck = (desk?: Desk) =>
  defineCheckType({
    type: "github-repositories",
    summary: "Keeps stars, forks, issues, downloads, workflows and lines of GitHub repositories",
    options: repositoriesOptions,
    prepare: (options, surroundings) => {
      const { timezone = "UTC" } = surroundings;
      const access = createGitHub(options, surroundings, desk);
      const selection = createSelection(options);
      const plan = {
        selection,
        metrics: new Set(options.metrics),
        backfillDays: options.backfill,
        timezone,
        access,
        judge: createReadingJudge(options.expect, { timezone, redact: access.redact }),
      };
      return {
        target: `GitHub repositories of ${selection.title}`,
        host: access.host,
        usesLedger: true,
        probe: (run) =>
          understood(access.redact, () => runRepositories(plan, run, run.ledger ?? createTransientLedger())),
      };
    },
  });

export const githubRepositoriesCheck = createGitHubRepositoriesCheck();
