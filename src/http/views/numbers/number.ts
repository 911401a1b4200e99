import { addDays } from "../../../core/day.ts";
import type { SeriesWidget } from "../../../core/page.ts";
import type { Unit } from "../../../core/outcome.ts";
import type { DataOf, DayValues } from "../../page-schemas.ts";
import { daysBetween } from "../days.ts";
import { dayMs } from "../history.ts";
import { datedPart, readDays } from "./read-days.ts";
import type { Desk } from "./desk.ts";

/** Two weeks of whole days and today: what a trend is made of. */
const trendDays = 15;

export interface NumberData {
  readonly unit: Unit;
  readonly data: DataOf<"number">;
}

/** The latest number of a series with how it stands to the day and the week before. */
export const numberData = async (desk: Desk, widget: SeriesWidget): Promise<NumberData | undefined> => {
  const { series, rangeMs, value } = widget;
  const shown = Math.ceil(rangeMs / dayMs);
  const range = desk.range(Math.max(shown, trendDays));
  const line = await readDays(desk, series, range, value);
  if (!line) return undefined;
  const isDated = (await datedPart(desk, series)) !== undefined;
  const latest = isDated ? undefined : await latestOfRuns(desk, series.check, series.reading);
  const at =
    isDated || !latest
      ? line.values.findLastIndex((one) => one !== null)
      : daysBetween(range.from, desk.today);
  const number = latest ?? line.values[at] ?? 0;
  return {
    unit: line.unit,
    data: {
      kind: "number",
      value: number,
      ...(isDated && { day: addDays(range.from, at) }),
      provisional: isDated && line.provisional.includes(at),
      before: line.values[at - 1] ?? null,
      week: weekOf(line, at, number),
      spark: tail(line, shown),
    },
  };
};

const latestOfRuns = async (desk: Desk, checkId: string, reading: string): Promise<number | undefined> => {
  for (const { outcome } of await desk.runs(checkId)) {
    const found = outcome.readings.find(({ name }) => name === reading);
    if (found) return found.value;
  }
  return undefined;
};

/** A gap within makes a sum unknown, never smaller. */
const weekOf = ({ values, provisional, adds }: DayValues, at: number, number: number) => {
  const isOpen = provisional.includes(at);
  // A day that is not over compares with nothing.
  if (!adds && isOpen) return { adds, value: values[at - 1] ?? null, before: values[at - 8] ?? null };
  if (!adds) return { adds, value: number, before: values[at - 7] ?? null };
  const end = isOpen ? at : at + 1;
  return { adds, value: sum(values, end - 7, end), before: sum(values, end - 14, end - 7) };
};

const sum = (values: readonly (number | null)[], from: number, to: number): number | null => {
  let total = 0;
  for (let at = from; at < to; at += 1) {
    const value = values[at];
    if (value === null || value === undefined) return null;
    total += value;
  }
  return total;
};

const tail = ({ from, values, provisional }: DayValues, days: number) => {
  const cut = Math.max(0, values.length - days);
  return {
    from: addDays(from, cut),
    values: values.slice(cut),
    provisional: provisional.filter((at) => at >= cut).map((at) => at - cut),
  };
};
