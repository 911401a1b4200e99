import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../core/clock.ts";
import type { Status } from "../../core/outcome.ts";
import type { RunStore } from "../../core/store.ts";
import { noCounts, uptimeRatio } from "../../core/uptime.ts";
import type { Lookout } from "../../engine/lookout.ts";
import type { CheckSummary } from "../schemas.ts";

/** What the past says about a check, for its card. */
export interface CheckHistory {
  readonly uptime: CheckSummary["uptime"];
  /** The latest 40 runs, oldest first. */
  readonly tail: readonly { readonly status: Status; readonly latencyMs: number | null }[];
}

/** The history of some checks by id, at most a few seconds old. */
export interface History {
  of(checkIds: readonly string[]): Promise<(checkId: string) => CheckHistory>;
}

export const dayMs = 86_400_000;
const tailLength = 40;
/** The start page may be asked for by many at once and its history costs the most; nobody sees 5 s in 24 hours. */
const keepMs = 5000;
const keptAtMost = 2000;

const nothing: CheckHistory = { uptime: { day: null, week: null, quarter: null }, tail: [] };

interface Kept {
  readonly until: number;
  readonly history: Promise<CheckHistory>;
}

export const createHistory = (lookout: Lookout, clock: Clock): History => {
  const kept = new Map<string, Kept>();
  const forget = (now: number): void => {
    for (const [id, { until }] of kept) if (now >= until || kept.size > keptAtMost) kept.delete(id);
  };
  const begin = (checkIds: readonly string[], until: number): void => {
    const loading = load(lookout, checkIds, clock.now());
    for (const id of checkIds) {
      const history = loading.then((found) => found.get(id) ?? nothing);
      const mine = { until, history };
      kept.set(id, mine);
      history.catch(() => {
        if (kept.get(id) === mine) kept.delete(id);
      });
    }
  };
  return {
    async of(checkIds) {
      const now = clock.monotonic();
      forget(now);
      const missing = checkIds.filter((id) => !kept.has(id));
      if (missing.length > 0) begin(missing, now + keepMs);
      const entries = checkIds.map(async (id) => [id, (await kept.get(id)?.history) ?? nothing] as const);
      const byId: ReadonlyMap<string, CheckHistory> = new Map(await Promise.all(entries));
      return (checkId) => byId.get(checkId) ?? nothing;
    },
  };
};

/** So many checks are read in one go, before the event loop is given back. */
const batchSize = 25;

const load = async (
  lookout: Lookout,
  checkIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, CheckHistory>> => {
  const found = new Map<string, CheckHistory>();
  for (let at = 0; at < checkIds.length; at += batchSize) {
    if (at > 0) await setImmediate();
    await loadBatch(lookout.store.runs, checkIds.slice(at, at + batchSize), now, found);
  }
  return found;
};

const loadBatch = async (
  runs: RunStore,
  checkIds: readonly string[],
  now: number,
  found: Map<string, CheckHistory>,
): Promise<void> => {
  const [day, week, quarter] = await Promise.all(
    [1, 7, 90].map((days) => runs.counts({ from: now - days * dayMs, to: now + 1, checkIds })),
  );
  const add = async (checkId: string) => {
    const uptime = {
      day: uptimeRatio(day?.get(checkId) ?? noCounts),
      week: uptimeRatio(week?.get(checkId) ?? noCounts),
      quarter: uptimeRatio(quarter?.get(checkId) ?? noCounts),
    };
    found.set(checkId, { uptime, tail: await runs.tail({ checkId, count: tailLength }) });
  };
  await Promise.all(checkIds.map(add));
};
