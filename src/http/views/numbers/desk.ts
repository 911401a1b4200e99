import { addDays, dayOf } from "../../../core/day.ts";
import type { Day, DayRange } from "../../../core/ledger.ts";
import type { RunRecord } from "../../../core/store.ts";
import type { Site } from "../../site.ts";
import { partTitles } from "../days.ts";
import { freshnessOf, type Freshness } from "./freshness.ts";

/** What the widgets of one page ask of the store, each thing once. */
export interface Desk {
  readonly site: Pick<Site, "lookout" | "clock">;
  readonly now: number;
  readonly zone: string;
  readonly today: Day;
  /** Whether a source dates a series itself. */
  isDated(checkId: string, reading: string, part: string): Promise<boolean>;
  titles(checkId: string): Promise<ReadonlyMap<string, string>>;
  /** The latest runs, the newest first. */
  runs(checkId: string): Promise<readonly RunRecord[]>;
  /** Of one reading of a check, or of whatever it reads. */
  freshness(checkId: string, reading?: string): Promise<Freshness>;
  /** The title of a check, or its id. */
  title(checkId: string): string;
  /** So many days that end with today. */
  range(days: number): DayRange;
}

/** A run that failed brings nothing; among so many there is one that did, or the data is old. */
const runsLookedAt = 20;
const recentDays = 31;

export const createDesk = (site: Pick<Site, "lookout" | "clock">): Desk => {
  const { lookout, clock } = site;
  const now = clock.now();
  const zone = lookout.config().timezone;
  const today = dayOf(now, zone);
  const { ledger } = lookout.store;
  const range = (days: number): DayRange => ({ from: addDays(today, 1 - days), to: addDays(today, 1) });
  const series = remembering(async (checkId: string) => {
    const known = await ledger.series(checkId);
    return new Set(known.map(({ reading, part }) => `${reading} ${part}`));
  });
  const titles = remembering((checkId: string) => partTitles(site, checkId));
  const runs = remembering(async (checkId: string) => {
    const { items } = await lookout.store.runs.list({ checkId, limit: runsLookedAt });
    // The recorder may not have written it yet.
    const last = lookout.check(checkId)?.lastRun;
    return last && last.slot !== items[0]?.slot ? [last, ...items] : items;
  });
  return {
    site,
    now,
    zone,
    today,
    isDated: remembering(async (checkId: string, reading: string, part: string) => {
      // To list all series of many repositories costs far more than to look at a month of one.
      const recent = await ledger.of(checkId).days({ reading, part, ...range(recentDays) });
      return recent.length > 0 || (await series(checkId)).has(`${reading} ${part}`);
    }),
    titles,
    runs,
    freshness: remembering(async (checkId: string, reading?: string) =>
      freshnessOf(site, {
        checkId,
        reading,
        runs: await runs(checkId),
        now,
        zone,
        recent: range(recentDays),
      }),
    ),
    title: (checkId) => lookout.check(checkId)?.check.title ?? checkId,
    range,
  };
};

const remembering = <Key extends readonly (string | undefined)[], T>(
  ask: (...key: Key) => Promise<T>,
): ((...key: Key) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return (...key) => {
    const name = JSON.stringify(key);
    const before = known.get(name);
    if (before) return before;
    const asked = ask(...key);
    known.set(name, asked);
    return asked;
  };
};
