import { z } from "zod";
import { createGitHub } from "../../../src/checks/github/create-github.ts";
import { createDesk } from "../../../src/checks/github/desk.ts";
import { githubFields } from "../../../src/checks/github/options.ts";
import { refusedOutcome } from "../../../src/checks/github/outcome.ts";
import { tokenJudgement } from "../../../src/checks/github/token-judgement.ts";
import { defineCheckType } from "../../../src/core/check-type.ts";
import { failedOutcome, judge } from "../../../src/core/outcome.ts";
import { reason } from "../../../src/core/reason.ts";

/** A check type that reads one path of GitHub, as the real ones do: for tests of what they share. */
export const githubPathCheck = defineCheckType({
  type: "github-path",
  summary: "Reads one path of GitHub, for tests",
  options: z.strictObject({ path: z.string(), ...githubFields }),
  prepare: ({ path, ...options }, surroundings) => {
    const { open, host, redact } = createGitHub(
      options,
      surroundings,
      createDesk(() => 0),
    );
    return {
      target: `GitHub ${path}`,
      host,
      usesLedger: true,
      probe: async (run) => {
        const github = open(run);
        const answer = await github.get(path);
        if (answer.kind === "found") {
          const token = tokenJudgement(github.tokenExpiresAt(), run.clock.now());
          return judge([{ name: "found", value: 1, unit: "count" }], token ? [token] : []);
        }
        if ("reason" in answer) return refusedOutcome(answer, redact);
        return failedOutcome("unknown", reason("run-failed", answer.kind));
      },
    };
  },
});
