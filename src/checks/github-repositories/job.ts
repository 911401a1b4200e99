import type { Day, DayValue } from "../../core/ledger.ts";
import type { Reason } from "../../core/reason.ts";
import type { GitHub, GitHubAnswer, GitHubRefusal } from "../github/github.ts";
import type { Listed } from "../github/list-repositories.ts";
import type { Counts, SampledMetric } from "./metrics.ts";

/** One repository's turn for one metric. */
export interface Job {
  readonly metric: SampledMetric;
  readonly listed: Listed<Counts>;
  /** When it last came to something, epoch ms; 0: never. The oldest goes first. */
  readonly lastAt: number;
  readonly run: (github: GitHub) => Promise<JobEnd>;
}

/** What a turn came to. */
export type JobEnd =
  | { readonly kind: "sampled"; readonly days: readonly DayValue[]; readonly memo: string }
  /** GitHub is still counting: no sample, and no zero. */
  | { readonly kind: "pending" }
  /** Not to be had for this repository; the others go on. */
  | { readonly kind: "trouble"; readonly why: Reason }
  /** Nothing more is to be had in this run. */
  | { readonly kind: "over"; readonly refusal: GitHubRefusal };

type Unfound = Exclude<GitHubAnswer, { readonly kind: "found" | "empty" }>;

/** What an answer without data means for a turn. */
export const endWithout = (answer: Unfound): JobEnd => {
  switch (answer.kind) {
    case "pending":
      return { kind: "pending" };
    case "absent":
    case "refused":
      return { kind: "trouble", why: answer.reason };
    case "limited":
    case "failed":
      return { kind: "over", refusal: answer };
  }
};

/** The memo of a repository's last sample. */
export const memoKey = (metric: SampledMetric, part: string): string => `${metric}:${part}`;

/** A value of one day; it is that of the last sample of the day, so it may change until the day is over. */
export const countValue = (reading: string, part: string, day: Day, value: number): DayValue => ({
  reading,
  part,
  day,
  value,
  unit: "count",
  provisional: true,
});
