import { z } from "zod";
import type { GitHub, Projection } from "../github/github.ts";
import { endWithout, type JobEnd } from "./job.ts";

const page = z.object({
  workflow_runs: z.array(
    z.object({ workflow_id: z.int(), status: z.string().nullable(), conclusion: z.string().nullable() }),
  ),
});

const bad = new Set(["failure", "timed_out", "startup_failure"]);
/** Those that say nothing about whether the workflow works: what it did before still stands. */
const silent = new Set(["cancelled", "skipped", "stale", "action_required", "neutral"]);

/** How many workflows there are in a list of runs, the newest first, and how many of them failed last. */
const latestOnly: Projection = {
  name: "latest-runs",
  of: (data) => {
    const latest = new Map<number, boolean>();
    for (const { workflow_id, status, conclusion } of page.parse(data).workflow_runs) {
      if (status !== "completed" || silent.has(conclusion ?? "")) continue;
      if (!latest.has(workflow_id)) latest.set(workflow_id, bad.has(conclusion ?? ""));
    }
    return [latest.size, [...latest.values()].filter(Boolean).length];
  },
};

const counts = z.tuple([z.int(), z.int()]).readonly();

/**
 * The workflows among the last hundred runs on the default branch, and how many of them failed in their latest run that
 * came to an end.
 * Source: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 */
export const sampleWorkflows = async (
  github: GitHub,
  name: string,
  branch: string,
): Promise<{ readonly kind: "values"; readonly values: readonly [number, number] } | JobEnd> => {
  const query = `branch=${encodeURIComponent(branch)}&exclude_pull_requests=true&per_page=100`;
  const answer = await github.get(`/repos/${name}/actions/runs?${query}`, latestOnly);
  if (answer.kind === "empty") return { kind: "values", values: [0, 0] };
  if (answer.kind !== "found") return endWithout(answer);
  return { kind: "values", values: counts.parse(answer.data) };
};
