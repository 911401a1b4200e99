import { z } from "zod";
import type { MoreFields } from "../github/list-repositories.ts";

/** What every list of repositories can tell: hundred repositories in a request. */
export const countedMetrics = ["stars", "forks", "watchers", "issues", "pull_requests"] as const;
export type CountedMetric = (typeof countedMetrics)[number];

/** What costs at least a request for each repository. */
export const sampledMetrics = ["downloads", "workflows", "lines"] as const;
export type SampledMetric = (typeof sampledMetrics)[number];

export type Metric = CountedMetric | SampledMetric;

/** The readings of each metric. */
export const readingsOfMetric = {
  stars: ["stars"],
  forks: ["forks"],
  watchers: ["watchers"],
  issues: ["open_issues"],
  pull_requests: ["open_pull_requests"],
  downloads: ["downloads"],
  workflows: ["workflows_total", "workflows_failing"],
  lines: ["lines_added", "lines_deleted"],
} as const satisfies Readonly<Record<Metric, readonly string[]>>;

export const readingNames = [
  "repositories",
  "stars",
  "forks",
  "watchers",
  "open_issues",
  "open_pull_requests",
  "downloads",
  "workflows_total",
  "workflows_failing",
  "lines_added",
  "lines_deleted",
] as const;

const total = z.object({ totalCount: z.int() }).transform(({ totalCount }) => totalCount);

const schema = z.object({
  stars: z.int().optional(),
  forks: z.int().optional(),
  watchers: total.optional(),
  issues: total.optional(),
  pull_requests: total.optional(),
  releases: total.optional(),
});

/** The counts of one repository, as far as they were asked for. */
export type Counts = Readonly<z.output<typeof schema>>;

const fieldOf: Readonly<Record<CountedMetric, string>> = {
  stars: "stars: stargazerCount",
  forks: "forks: forkCount",
  watchers: "watchers { totalCount }",
  issues: "issues(states: OPEN) { totalCount }",
  pull_requests: "pull_requests: pullRequests(states: OPEN) { totalCount }",
};

/**
 * What is asked about each repository in the list; issues are without pull requests, unlike REST's.
 * Source: https://docs.github.com/en/graphql/reference/objects#repository
 */
export const countFields = (metrics: ReadonlySet<Metric>): MoreFields<Counts> => ({
  fields: [
    ...countedMetrics.filter((metric) => metrics.has(metric)).map((metric) => fieldOf[metric]),
    ...(metrics.has("downloads") ? ["releases { totalCount }"] : []),
  ].join("\n  "),
  schema,
});
