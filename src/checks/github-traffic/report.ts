import { addDays } from "../../core/day.ts";
import type { Day, Ledger } from "../../core/ledger.ts";
import type { Judgement, Reading } from "../../core/outcome.ts";
import { reason, type Reason } from "../../core/reason.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import type { GitHubRefusal } from "../github/github.ts";
import type { Missing } from "../github/list-repositories.ts";
import type { Troubled } from "../github/repositories-judgement.ts";
import { dailyMetrics, windowUniquesReading, type DailyMetric, type Metric } from "./metrics.ts";
import type { RepositoryState, ShownWindow } from "./repository-state.ts";
import { utcDay } from "./take-daily.ts";

/** What a run knows at its end. */
export interface Found {
  readonly ledger: Ledger;
  readonly metrics: readonly Metric[];
  readonly states: ReadonlyMap<string, RepositoryState>;
  readonly missing: readonly Missing[];
  /** There is more than can be read, so that no sum would be the whole. */
  readonly isPartial: boolean;
  /** Epoch ms. */
  readonly now: number;
}

const dayMs = 86_400_000;

/** How many repositories were asked about everything on this UTC day. */
const askedToday = ({ states, metrics, now }: Found): number => {
  const today = utcDay(now);
  return [...states.values()].filter(({ tried }) =>
    metrics.every((metric) => utcDay(tried[metric] ?? 0) === today),
  ).length;
};

/** Whether there are today's numbers of every repository. */
export const isTodayFetched = (found: Found): boolean => askedToday(found) === found.states.size;

const count = (name: string, value: number): Reading => ({ name, value, unit: "count" });

/** The days of the whole that were fetched today for every repository. */
const dayReadings = async (
  metric: DailyMetric,
  { ledger, now }: Found,
  windows: readonly ShownWindow[],
): Promise<readonly Reading[]> => {
  const today: Day = utcDay(now);
  if (!windows.every(({ at }) => utcDay(at) === today)) return [];
  const yesterday = addDays(today, -1);
  const days = await ledger.days({ reading: metric, part: "", from: yesterday, to: addDays(today, 1) });
  return days.map(({ day, value }) => count(day === today ? metric : `${metric}_yesterday`, value));
};

/** The fourteen days as GitHub adds them up. Visitors are added up by nobody: they are there for one repository. */
const windowReadings = (
  metric: DailyMetric,
  { now }: Found,
  windows: readonly ShownWindow[],
): readonly Reading[] => {
  if (!windows.every(({ at }) => now - at < dayMs)) return [];
  const sum = windows.reduce((sum, one) => sum + one.count, 0);
  const [only, ...others] = windows;
  return [
    count(`${metric}_14d`, sum),
    ...(only && others.length === 0 ? [count(windowUniquesReading(metric), only.uniques)] : []),
  ];
};

/** The numbers of all repositories together; none where one of them is not known. */
export const readingsOf = async (found: Found): Promise<readonly Reading[]> => {
  const { metrics, states, isPartial } = found;
  const readings: Reading[] = [count("repositories", states.size)];
  const all = [...states.values()];
  if (isPartial || all.some(({ trouble }) => trouble)) return readings;
  for (const metric of dailyMetrics) {
    if (!metrics.includes(metric)) continue;
    const windows = all.flatMap(({ shown }) => shown[metric] ?? []);
    if (windows.length < all.length) continue;
    readings.push(...(await dayReadings(metric, found, windows)), ...windowReadings(metric, found, windows));
  }
  return readings;
};

/** What could not be read, by name. */
export const troubledOf = ({ states, missing }: Found): readonly Troubled[] => [
  ...[...states.values()].flatMap(({ name, trouble }) => (trouble ? [{ name, why: trouble }] : [])),
  ...missing.map(({ name, gap }) => ({ name, why: gap.reason })),
];

const utcMinute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** How far the day's fetching has come, and when it goes on. */
export const trafficJudgement = (
  found: Found,
  refusal: GitHubRefusal | undefined,
  redact: Redact,
): Judgement => {
  const judge = createJudge("traffic", "fetched", redact);
  const progress = `${askedToday(found)} of ${found.states.size} repositories today`;
  if (!refusal) return judge.met(progress);
  if (refusal.kind === "limited")
    return judge.met(`${progress}; it goes on after ${utcMinute(refusal.until)}`);
  const { code, detail } = refusal.reason;
  return judge.missed(progress, { severity: "degraded", code, detail });
};

/** Why today's numbers are not known yet, where nothing was refused. */
export const notFetchedYet = (found: Found): Reason => {
  const detail = `the run's time was over when ${askedToday(found)} of ${found.states.size} repositories were fetched on this day (UTC): the next run goes on; a longer timeout fetches them at once`;
  return reason("run-timeout", detail);
};
