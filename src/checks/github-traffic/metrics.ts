/** What GitHub tells day by day. */
export const dailyMetrics = ["views", "clones"] as const;
export type DailyMetric = (typeof dailyMetrics)[number];

/** What GitHub tells as the ten greatest of the last fourteen days. */
export const tableMetrics = ["referrers", "paths"] as const;
export type TableMetric = (typeof tableMetrics)[number];

export type Metric = DailyMetric | TableMetric;

/** REST paths below a repository's. Source: https://docs.github.com/en/rest/metrics/traffic */
export const pathOfMetric: Readonly<Record<Metric, string>> = {
  views: "traffic/views?per=day",
  clones: "traffic/clones?per=day",
  referrers: "traffic/popular/referrers",
  paths: "traffic/popular/paths",
};

export const isDaily = (metric: Metric): metric is DailyMetric => metric === "views" || metric === "clones";

/** The visitors of a day. They are a number of their own: someone who came on two days is one visitor of both. */
export const uniquesReading = (metric: DailyMetric) => `${metric}_uniques` as const;

/** GitHub's visitors of fourteen days, dated with the day on which it showed that number. */
export const windowUniquesReading = (metric: DailyMetric) => `${metric}_uniques_14d` as const;

/** The views that came with one row of a table on one day. */
export const rowReading: Readonly<Record<TableMetric, string>> = {
  referrers: "referrer_views",
  paths: "path_views",
};

/** How many days GitHub shows beside the running one. */
export const windowDays = 14;

export const readingNames = [
  "repositories",
  "views",
  "views_yesterday",
  "views_14d",
  "views_uniques_14d",
  "clones",
  "clones_yesterday",
  "clones_14d",
  "clones_uniques_14d",
] as const;
