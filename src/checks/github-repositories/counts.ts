import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import type { Reading } from "../../core/outcome.ts";
import type { Listed } from "../github/list-repositories.ts";
import { countValue } from "./job.ts";
import { countedMetrics, readingsOfMetric, type Counts, type Metric } from "./metrics.ts";

/**
 * What the list itself told: a day value for each repository and for all of them, and the readings; without the sums
 * where there is more than can be read.
 */
export const countsOf = (
  all: readonly Listed<Counts>[],
  metrics: ReadonlySet<Metric>,
  { today, isPartial }: { readonly today: Day; readonly isPartial: boolean },
): { readonly readings: readonly Reading[]; readonly days: readonly DayValue[] } => {
  const readings: Reading[] = [];
  const days: DayValue[] = [];
  for (const metric of countedMetrics) {
    if (!metrics.has(metric)) continue;
    const [name] = readingsOfMetric[metric];
    const values = all.map(({ repository, more }) => ({ part: repository.part, value: more[metric] ?? 0 }));
    days.push(...values.map(({ part, value }) => countValue(name, part, today, value)));
    if (isPartial) continue;
    const sum = values.reduce((sum, { value }) => sum + value, 0);
    readings.push({ name, value: sum, unit: "count" });
    days.push(countValue(name, "", today, sum));
  }
  return { readings, days };
};

const dayMemo = "day";

/**
 * On the first run of a day, what the day before was left with is final. Answers with the memo that says so, to be
 * written together with today's values.
 */
export const closeDay = async (
  ledger: Ledger,
  metrics: ReadonlySet<Metric>,
  today: Day,
): Promise<{ readonly days: readonly DayValue[]; readonly memos: Readonly<Record<string, string>> }> => {
  const last = await ledger.memo(dayMemo);
  if (last === undefined || last >= today) return { days: [], memos: { [dayMemo]: last ?? today } };
  const days: DayValue[] = [];
  for (const metric of metrics) {
    if (metric === "lines") continue;
    for (const reading of readingsOfMetric[metric]) {
      const left = await ledger.days({ reading, from: last, to: addDays(last, 1) });
      days.push(...left.map((value) => ({ ...value, provisional: false })));
    }
  }
  return { days, memos: { [dayMemo]: today } };
};
