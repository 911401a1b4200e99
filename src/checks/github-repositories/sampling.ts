import { addDays } from "../../core/day.ts";
import type { Day, Ledger } from "../../core/ledger.ts";
import type { Judgement, Reading } from "../../core/outcome.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import type { Listed } from "../github/list-repositories.ts";
import { memoKey, type Job } from "./job.ts";
import {
  linesJobs,
  linesSums,
  parseLines,
  readLines,
  weekOf,
  type KnownLines,
  type LinesMoment,
} from "./lines.ts";
import type { Counts, Metric, SampledMetric } from "./metrics.ts";
import type { JobsEnd } from "./run-jobs.ts";
import { parseSample, readSamples, snapshotJobs, snapshotSums, type SnapshotMetric } from "./snapshots.ts";

export interface SamplingInput {
  readonly ledger: Ledger;
  readonly all: readonly Listed<Counts>[];
  /** There is more than can be read: there are no sums then. */
  readonly isPartial: boolean;
  readonly now: number;
  readonly today: Day;
  readonly backfillDays: number;
}

/** One sampled metric over a run: its turns, and what they add up to. */
export interface Sampling {
  readonly metric: SampledMetric;
  readonly jobs: readonly Job[];
  /** Writes the sums and answers with the readings and with how many repositories they are made of. */
  finish(end: JobsEnd): Promise<{ readonly readings: readonly Reading[]; readonly progress: string }>;
}

const noSums = { readings: [], days: [] } as const;

const openSnapshot = async (metric: SnapshotMetric, input: SamplingInput): Promise<Sampling> => {
  const { ledger, all, isPartial, now, today } = input;
  const known = await readSamples(ledger, metric, all);
  return {
    metric,
    jobs: snapshotJobs(metric, all, { known, now, today }),
    finish: async ({ memos }) => {
      const samples = all.map(
        ({ repository: { part } }) => parseSample(memos.get(memoKey(metric, part))) ?? known.get(part),
      );
      const { readings, days } = isPartial ? noSums : snapshotSums(metric, samples, { now, today });
      if (days.length > 0) await ledger.write({ days });
      const seen = samples.filter((one) => one?.day === today).length;
      return { readings, progress: `${seen} of ${all.length} repositories today` };
    },
  };
};

const linesProgress = (parts: readonly (KnownLines & { readonly name: string })[], all: number): string => {
  const refused = parts.filter((one) => one.refused !== undefined);
  const counted = `${parts.length - refused.length} of ${all} repositories`;
  const [first] = refused;
  const more = refused.length > 1 ? ` and ${refused.length - 1} more` : "";
  return first ? `${counted}; not ${first.name}${more}: ${first.refused ?? ""}` : counted;
};

const openLines = async ({
  ledger,
  all,
  isPartial,
  now,
  today,
  backfillDays,
}: SamplingInput): Promise<Sampling> => {
  const week = weekOf(now);
  const from = weekOf(Date.parse(`${addDays(today, -backfillDays)}T00:00:00Z`));
  const moment: LinesMoment = { now, week, from };
  const known = await readLines(ledger, all);
  return {
    metric: "lines",
    jobs: linesJobs(all, known, moment),
    finish: async ({ memos }) => {
      const parts = all.flatMap(({ repository: { part, name } }) => {
        const found = parseLines(memos.get(memoKey("lines", part))) ?? known.get(part);
        return found ? [{ part, name, ...found }] : [];
      });
      const isWhole = !isPartial && parts.length === all.length;
      const days = isWhole ? await linesSums(ledger, parts, moment) : [];
      if (days.length > 0) await ledger.write({ days });
      const readings = days
        .filter(({ day }) => day === week)
        .map(({ reading, value }): Reading => ({ name: reading, value, unit: "count" }));
      return { readings, progress: linesProgress(parts, all.length) };
    },
  };
};

export const openSamplings = (metrics: ReadonlySet<Metric>, input: SamplingInput): Promise<Sampling[]> =>
  Promise.all([
    ...(metrics.has("downloads") ? [openSnapshot("downloads", input)] : []),
    ...(metrics.has("workflows") ? [openSnapshot("workflows", input)] : []),
    ...(metrics.has("lines") ? [openLines(input)] : []),
  ]);

/** How far a sampled metric came; degraded where it was refused for some repository, or failed. */
export const samplingJudgement = (
  metric: SampledMetric,
  progress: string,
  { troubles, pending, refusal }: JobsEnd,
  redact: Redact,
): Judgement => {
  const judge = createJudge(metric, "readable", redact);
  const [first, ...others] = troubles.get(metric) ?? [];
  if (first) {
    const names = others.length > 0 ? `${first.name} and ${others.length} more` : first.name;
    const detail = `${metric} of ${names}: ${first.why.detail}`;
    return judge.missed(`${names}: not readable`, { severity: "degraded", code: first.why.code, detail });
  }
  if (refusal && refusal.kind !== "limited") {
    const { code, detail } = refusal.reason;
    return judge.missed(progress, { severity: "degraded", code, detail });
  }
  const counting = pending.get(metric);
  return judge.met(counting ? `${progress}; GitHub is still counting ${counting}` : progress);
};
