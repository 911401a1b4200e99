import type { Clock } from "../../core/clock.ts";
import type { Status } from "../../core/outcome.ts";
import { noCounts, uptimeRatio } from "../../core/uptime.ts";
import type { Lookout } from "../../engine/lookout.ts";
import type { CheckSummary } from "../schemas.ts";

/** What the past says about a check, for its card. */
export interface CheckHistory {
  readonly uptime: CheckSummary["uptime"];
  /** The latest 40 runs, oldest first. */
  readonly tail: readonly { readonly status: Status; readonly latencyMs: number | null }[];
}

/** The history of every check by id, at most a few seconds old. */
export interface History {
  all(): Promise<(checkId: string) => CheckHistory>;
}

export const dayMs = 86_400_000;
const tailLength = 40;
/** The start page may be asked for by many at once and its history costs the most; nobody sees 5 s in 24 hours. */
const keepMs = 5000;

const nothing: CheckHistory = { uptime: { day: null, week: null, quarter: null }, tail: [] };

export const createHistory = (lookout: Lookout, clock: Clock): History => {
  let kept: { readonly until: number; readonly answer: ReturnType<History["all"]> } | undefined;
  return {
    all() {
      const now = clock.monotonic();
      if (kept && now < kept.until) return kept.answer;
      const answer = load(lookout, clock.now());
      const mine = { until: now + keepMs, answer };
      kept = mine;
      answer.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return answer;
    },
  };
};

const load = async (lookout: Lookout, now: number): ReturnType<History["all"]> => {
  const checkIds = lookout.checks().map(({ check }) => check.id);
  const { runs } = lookout.store;
  const [day, week, quarter] = await Promise.all(
    [1, 7, 90].map((days) => runs.counts({ from: now - days * dayMs, to: now + 1, checkIds })),
  );
  const entries = await Promise.all(
    checkIds.map(async (checkId) => {
      const uptime = {
        day: uptimeRatio(day?.get(checkId) ?? noCounts),
        week: uptimeRatio(week?.get(checkId) ?? noCounts),
        quarter: uptimeRatio(quarter?.get(checkId) ?? noCounts),
      };
      return [checkId, { uptime, tail: await runs.tail({ checkId, count: tailLength }) }] as const;
    }),
  );
  const byId: ReadonlyMap<string, CheckHistory> = new Map(entries);
  return (checkId) => byId.get(checkId) ?? nothing;
};
