import type { GitHub, GitHubAnswer } from "./github.ts";

/** What of a repository checks read, and a path that only asks whether they may. */
export const metrics = ["commits", "statistics", "traffic", "issues", "releases", "workflows"] as const;
export type Metric = (typeof metrics)[number];

const needs: Readonly<Record<string, readonly Metric[]>> = {
  "github-commits": ["commits"],
  "github-repositories": ["statistics", "issues", "releases", "workflows"],
  "github-traffic": ["traffic"],
};

/** What checks of these types read; of a type that is not known here, everything. */
export const metricsOf = (types: readonly string[]): ReadonlySet<Metric> =>
  new Set(types.flatMap((type) => needs[type] ?? metrics));

const paths: Readonly<Record<Metric, string>> = {
  commits: "commits?per_page=1",
  statistics: "stats/participation",
  traffic: "traffic/views",
  issues: "issues?per_page=1&state=all",
  releases: "releases?per_page=1",
  workflows: "actions/runs?per_page=1",
};

/** What may be turned off in a repository, which GitHub tells as if it were not there. */
const optional: ReadonlySet<Metric> = new Set(["issues", "workflows"]);

/** Whether a token may read one thing of one repository. `off`: there is none. `unknown`: it could not be asked. */
export interface Right {
  readonly kind: "may" | "off" | "may-not" | "unknown";
  /** Why, unless it may. */
  readonly detail?: string;
}

const rightOf = (metric: Metric, answer: GitHubAnswer): Right => {
  switch (answer.kind) {
    case "found":
    case "empty":
    case "pending":
      return { kind: "may" };
    case "absent":
      return { kind: optional.has(metric) ? "off" : "may-not", detail: answer.reason.detail };
    case "refused":
      return { kind: "may-not", detail: answer.reason.detail };
    case "limited":
    case "failed":
      return { kind: "unknown", detail: answer.reason.detail };
  }
};

/** Asks for each metric of a repository, `octo/hello`: a request each. */
export const readRights = async (github: GitHub, name: string): Promise<Readonly<Record<Metric, Right>>> => {
  const rights: [Metric, Right][] = [];
  for (const metric of metrics)
    rights.push([metric, rightOf(metric, await github.get(`/repos/${name}/${paths[metric]}`))]);
  return complete(rights);
};

/** The loop above goes over every metric, which is the guarantee behind the cast. */
const complete = (rights: readonly (readonly [Metric, Right])[]): Readonly<Record<Metric, Right>> =>
  Object.fromEntries(rights) as Record<Metric, Right>;
