import { defineCheckType } from "../core/check-type.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { createGitHub } from "./github/create-github.ts";
import type { Desk } from "./github/desk.ts";
import { understood } from "./github/refusals.ts";
import { createSelection } from "./github/selection.ts";
import { trafficOptions } from "./github-traffic/options.ts";
import { runTraffic } from "./github-traffic/run-traffic.ts";

/** `type: github-traffic`, with another desk of tokens than the process's own when one is given. */
export const createGitHubTrafficCheck = (desk?: Desk) =>
  defineCheckType({
    type: "github-traffic",
    summary: "Keeps views, clones, referrers and paths of GitHub repositories for ever",
    options: trafficOptions,
    prepare: (options, surroundings) => {
      const { timezone = "UTC" } = surroundings;
      const access = createGitHub(options, surroundings, desk);
      const selection = createSelection(options);
      const plan = {
        selection,
        metrics: [...new Set(options.metrics)],
        access,
        judge: createReadingJudge(options.expect, { timezone, redact: access.redact }),
      };
      return {
        target: `GitHub traffic of ${selection.title}`,
        host: access.host,
        usesLedger: true,
        probe: (run) =>
          understood(access.redact, () => runTraffic(plan, run, run.ledger ?? createTransientLedger())),
      };
    },
  });

export const githubTrafficCheck = createGitHubTrafficCheck();
