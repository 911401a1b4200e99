import type { TrafficDay, WorldTraffic } from "./world.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Numbers below 1 that look like chance and are the same every time. */
export type Chance = () => number;

/** What really happened to one repository, hour by hour and referrer by referrer. */
export interface TrafficTruth {
  /** Epoch ms of the first hour. */
  readonly began: number;
  /** Views and clones by hour. A visitor comes in one hour of a day, so a day's visitors are its hours with any. */
  readonly views: readonly number[];
  readonly clones: readonly number[];
  /** Views by referrer and by path, by day of renewal; the first is what the renewal of the first day brought. */
  readonly referrers: Readonly<Record<string, readonly number[]>>;
  readonly paths: Readonly<Record<string, readonly number[]>>;
  /** When GitHub renews its tables, ms of the day, by day. */
  readonly renewedAt: (day: number) => number;
}

const hours = (chance: Chance, days: number, most: number): readonly number[] =>
  Array.from({ length: days * 24 }, () => (chance() < 0.7 ? 0 : Math.floor(chance() * most)));

const rows = (chance: Chance, days: number, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name, at) => {
      const rarity = 0.3 + (0.68 * at) / names.length;
      const counts = Array.from({ length: days }, () =>
        chance() < rarity ? 0 : 1 + Math.floor(chance() * 9),
      );
      return [name, counts];
    }),
  );

/** A repository with `rowCount` referrers and as many paths. */
export const makeTrafficTruth = (
  chance: Chance,
  {
    began,
    days,
    busy,
    rowCount,
  }: {
    readonly began: number;
    readonly days: number;
    readonly busy: number;
    readonly rowCount: number;
  },
): TrafficTruth => {
  const base = 3 * hourMs + Math.floor(chance() * 18) * hourMs;
  const drifts = Array.from({ length: days + 1 }, () => Math.floor((chance() * 2 - 1) * hourMs));
  return {
    began,
    views: hours(chance, days, busy),
    clones: hours(chance, days, busy / 3),
    referrers: rows(
      chance,
      days,
      Array.from({ length: rowCount }, (_, at) => `site-${at}.example`),
    ),
    paths: rows(
      chance,
      days,
      Array.from({ length: rowCount }, (_, at) => `/page/${at}`),
    ),
    renewedAt: (day) => base + (drifts[day] ?? 0),
  };
};

/** The days of hours from `from` until before `to`, as GitHub counts them; those with nothing are left out. */
const daysOf = (counts: readonly number[], began: number, from: number, to: number): TrafficDay[] => {
  const found = new Map<string, TrafficDay>();
  for (const [at, count] of counts.entries()) {
    const hour = began + at * hourMs;
    if (count === 0 || hour < from || hour >= to) continue;
    const day = dayText(hour);
    const { count: before, uniques } = found.get(day) ?? { count: 0, uniques: 0 };
    found.set(day, { day, count: before + count, uniques: uniques + 1 });
  }
  return [...found.values()];
};

/** Every day as it was in the end. */
export const trueTraffic = ({ began, ...truth }: TrafficTruth, metric: "views" | "clones") =>
  new Map(daysOf(truth[metric], began, -Infinity, Infinity).map((day) => [day.day, day]));

const shownDays = 14;

/** The number of the last renewal at an instant; renewals are one a day, the first has the number 0. */
const renewalAt = ({ began, renewedAt }: TrafficTruth, at: number): number => {
  const day = Math.floor((at - began) / dayMs);
  return (at - began) % dayMs >= renewedAt(day) ? day : day - 1;
};

const popular = (
  truth: TrafficTruth,
  counts: TrafficTruth["referrers"],
  at: number,
): { name: string; count: number; uniques: number }[] => {
  const last = renewalAt(truth, at);
  return Object.entries(counts)
    .map(([name, byDay]) => {
      const shown = byDay.slice(Math.max(0, last - shownDays + 1), last + 1);
      const count = shown.reduce((sum, one) => sum + one, 0);
      return { name, count, uniques: shown.filter((one) => one > 0).length };
    })
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
    .slice(0, 10);
};

/**
 * What GitHub shows at an instant: the hours of the last fourteen days until an hour ago, so that the oldest day is cut
 * off and the newest has only begun; and the ten greatest of each table as it was renewed last.
 */
export const shownTraffic = (truth: TrafficTruth, at: number): WorldTraffic => {
  const to = Math.floor(at / hourMs) * hourMs;
  const from = to - shownDays * dayMs;
  return {
    views: daysOf(truth.views, truth.began, from, to),
    clones: daysOf(truth.clones, truth.began, from, to),
    referrers: popular(truth, truth.referrers, at).map(({ name, ...row }) => ({ referrer: name, ...row })),
    paths: popular(truth, truth.paths, at).map(({ name, ...row }) => ({
      path: name,
      title: `The ${name}`,
      ...row,
    })),
  };
};
