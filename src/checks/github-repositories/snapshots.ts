import { z } from "zod";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import type { Reading } from "../../core/outcome.ts";
import type { GitHub } from "../github/github.ts";
import type { Listed } from "../github/list-repositories.ts";
import { sampleDownloads } from "./downloads.ts";
import { countValue, memoKey, type Job, type JobEnd } from "./job.ts";
import { readingsOfMetric, type Counts } from "./metrics.ts";
import { sampleWorkflows } from "./workflows.ts";

/** Metrics that are a state of now: the last sample of a day is that day's. */
export type SnapshotMetric = "downloads" | "workflows";

const sample = z.object({ at: z.number(), day: z.string(), values: z.array(z.number()).readonly() });

/** What a repository was last seen with; `values` are in the order of the metric's readings. */
export type Sample = Readonly<z.output<typeof sample>>;

/** How old a sample may be that a reading is made of. */
const freshMs = 86_400_000;

export const parseSample = (memo: string | undefined): Sample | undefined =>
  memo === undefined ? undefined : sample.safeParse(JSON.parse(memo)).data;

interface Moment {
  readonly now: number;
  readonly today: Day;
}

const ask = async (
  metric: SnapshotMetric,
  github: GitHub,
  { repository, more }: Listed<Counts>,
): Promise<{ readonly kind: "values"; readonly values: readonly number[] } | JobEnd> => {
  const { name, branch } = repository;
  if (metric === "downloads")
    return more.releases === 0 ? { kind: "values", values: [0] } : sampleDownloads(github, name);
  return branch ? sampleWorkflows(github, name, branch.name) : { kind: "values", values: [0, 0] };
};

/** One turn for each repository. */
export const snapshotJobs = (
  metric: SnapshotMetric,
  all: readonly Listed<Counts>[],
  { known, now, today }: Moment & { readonly known: ReadonlyMap<string, Sample> },
): readonly Job[] =>
  all.map((listed) => {
    const { part } = listed.repository;
    return {
      metric,
      listed,
      lastAt: known.get(part)?.at ?? 0,
      run: async (github): Promise<JobEnd> => {
        const asked = await ask(metric, github, listed);
        if (asked.kind !== "values") return asked;
        const { values } = asked;
        const days = readingsOfMetric[metric].map((reading, at) =>
          countValue(reading, part, today, values[at] ?? 0),
        );
        return {
          kind: "sampled",
          days,
          memo: JSON.stringify({ at: now, day: today, values } satisfies Sample),
        };
      },
    };
  });

const sumOf = (samples: readonly Sample[], at: number): number =>
  samples.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);

/**
 * The sums over all repositories: as a reading when every sample is younger than a day, as the day's value when every
 * one was taken today.
 */
export const snapshotSums = (
  metric: SnapshotMetric,
  samples: readonly (Sample | undefined)[],
  { now, today }: Moment,
): { readonly readings: readonly Reading[]; readonly days: readonly DayValue[] } => {
  const known = samples.filter((one) => one !== undefined);
  const names = readingsOfMetric[metric];
  const isFresh = known.length === samples.length && known.every(({ at }) => now - at < freshMs);
  if (!isFresh) return { readings: [], days: [] };
  const readings = names.map((name, at) => ({ name, value: sumOf(known, at), unit: "count" }) as const);
  const isOfToday = known.every(({ day }) => day === today);
  return {
    readings,
    days: isOfToday ? readings.map(({ name, value }) => countValue(name, "", today, value)) : [],
  };
};

export const readSamples = async (
  ledger: Ledger,
  metric: SnapshotMetric,
  all: readonly Listed<Counts>[],
): Promise<Map<string, Sample>> => {
  const samples = new Map<string, Sample>();
  for (const { repository } of all) {
    const found = parseSample(await ledger.memo(memoKey(metric, repository.part)));
    if (found) samples.set(repository.part, found);
  }
  return samples;
};
