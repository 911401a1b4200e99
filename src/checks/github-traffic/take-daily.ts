import type { Day, DayValue } from "../../core/ledger.ts";
import { windowUniquesReading, type DailyMetric } from "./metrics.ts";
import type { RepositoryState } from "./repository-state.ts";
import { dayValues, readShown } from "./window.ts";

/** The UTC day of an instant, epoch ms: GitHub cuts its days so. */
export const utcDay = (at: number): Day => new Date(at).toISOString().slice(0, 10);

/** What an answer about views or clones comes to. The visitors of fourteen days are final when their day is over. */
export const takeDaily = (
  metric: DailyMetric,
  data: unknown,
  { part, state, now }: { readonly part: string; readonly state: RepositoryState; readonly now: number },
): { readonly days: readonly DayValue[]; readonly state: RepositoryState } => {
  const { points, count, uniques } = readShown(data);
  const today = utcDay(now);
  const window = { reading: windowUniquesReading(metric), part, unit: "count" } as const;
  const before = state.shown[metric];
  const days: DayValue[] = [
    ...dayValues(metric, part, { points, today }),
    { ...window, day: today, value: uniques, provisional: true },
  ];
  if (before && utcDay(before.at) < today)
    days.push({ ...window, day: utcDay(before.at), value: before.uniques, provisional: false });
  return { days, state: { ...state, shown: { ...state.shown, [metric]: { at: now, count, uniques } } } };
};
