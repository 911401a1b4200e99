import type { DayRange } from "../../../core/ledger.ts";
import { isBad } from "../../../core/outcome.ts";
import type { RunRecord } from "../../../core/store.ts";
import type { Site } from "../../site.ts";
import { isStale } from "../check-summary.ts";
import { startOf } from "../series-rows.ts";

/** When a source was last read well, and whether that is too long ago. */
export interface Freshness {
  readonly asOf?: number;
  readonly stale: boolean;
}

export interface FreshnessQuery {
  readonly checkId: string;
  /** Absent: whatever the check reads. */
  readonly reading?: string | undefined;
  /** Its latest runs, the newest first. */
  readonly runs: readonly RunRecord[];
  readonly now: number;
  readonly zone: string;
  /** Where older numbers are looked for when none of those runs brought any. */
  readonly recent: DayRange;
}

/** These say that numbers did not come, though the run went well. */
const missing: ReadonlySet<string> = new Set(["push-overdue", "reading-stale", "reading-missing"]);

/** A run whose expectation was missed has still read its source: it brought numbers. */
const isGood = ({ outcome }: RunRecord): boolean =>
  outcome.status === "up" ||
  (isBad(outcome.status) && outcome.readings.length > 0 && outcome.judgements.length > 0);

export const freshnessOf = async (site: Pick<Site, "lookout">, query: FreshnessQuery): Promise<Freshness> => {
  const { checkId, reading, runs, now } = query;
  const live = site.lookout.check(checkId);
  const [last] = runs;
  const isMissing = last !== undefined && (!isGood(last) || missing.has(last.outcome.reason?.code ?? ""));
  const brought = runs.find(
    (run) =>
      isGood(run) && (reading === undefined || run.outcome.readings.some(({ name }) => name === reading)),
  );
  const asOf = brought?.startedAt ?? (await withoutReading(site, query, live?.check.takePush !== undefined));
  return {
    ...(asOf !== undefined && { asOf: Math.min(asOf, now) }),
    stale: !live || isMissing || isStale(live, now),
  };
};

/** None of the latest runs brought it: it was pushed long ago, its source fails, or it is kept by day alone. */
const withoutReading = async (
  { lookout }: Pick<Site, "lookout">,
  { checkId, reading, runs, zone, recent, now }: FreshnessQuery,
  isPushed: boolean,
): Promise<number | undefined> => {
  if (reading === undefined) return undefined;
  const good = runs.find(isGood);
  if (good && !isPushed) return good.startedAt;
  const { store } = lookout;
  const days = await store.ledger.of(checkId).days({ reading, part: "", ...recent });
  const day = days.at(-1)?.day;
  if (day !== undefined) return startOf(day, zone);
  const range = { from: startOf(recent.from, zone), to: now + 1, points: 1000 };
  const { from, stepMs, mean } = await store.runs.series({ checkId, reading, ...range });
  const at = mean.findLastIndex((value) => value !== null);
  return at < 0 ? undefined : from + at * stepMs;
};
