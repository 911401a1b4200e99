import { addDays, dayOf } from "../../../core/day.ts";
import type { DayRange } from "../../../core/ledger.ts";
import type { Unit } from "../../../core/outcome.ts";
import type { DaySummary, SeriesName } from "../../../core/page.ts";
import type { Series } from "../../../core/store.ts";
import type { DayValues } from "../../page-schemas.ts";
import { daysBetween } from "../days.ts";
import { startOf } from "../series-rows.ts";
import { addsUp } from "./additive.ts";
import type { Desk } from "./desk.ts";

/** A series by day. */
export interface DayLine extends DayValues {
  readonly unit: Unit;
}

/** Which part's day values are meant; absent when the source dates none of that name: then runs find it. */
export const datedPart = async (desk: Desk, series: SeriesName): Promise<string | undefined> => {
  const { check, reading, part: named } = series;
  const part = named === undefined ? "" : await partNamed(desk, check, named);
  return (await desk.isDated(check, reading, part)) ? part : undefined;
};

const partNamed = async (desk: Desk, check: string, name: string): Promise<string> => {
  const titles = await desk.titles(check);
  if (titles.has(name)) return name;
  return titles.entries().find(([, title]) => title === name)?.[0] ?? name;
};

/** A series by day, as its source dates it, or summarised from the hours of runs. Absent when nothing is known. */
export const readDays = async (
  desk: Desk,
  series: SeriesName,
  range: DayRange,
  value: DaySummary,
): Promise<DayLine | undefined> => {
  const part = await datedPart(desk, series);
  const line =
    part === undefined ? await ofRuns(desk, series, range, value) : await dated(desk, series, part, range);
  return line?.values.some((one) => one !== null) ? line : undefined;
};

const dated = async (
  desk: Desk,
  { check, reading }: SeriesName,
  part: string,
  range: DayRange,
): Promise<DayLine> => {
  const found = await desk.site.lookout.store.ledger.of(check).days({ reading, part, ...range });
  const unit = found.at(-1)?.unit ?? "count";
  const values = gaps(range);
  const provisional: number[] = [];
  for (const one of found) {
    if (one.unit !== unit) continue;
    const at = daysBetween(range.from, one.day);
    values[at] = one.value;
    if (one.provisional) provisional.push(at);
  }
  return { kind: "days", from: range.from, values, provisional, unit, adds: addsUp(reading, unit) };
};

const gaps = ({ from, to }: DayRange): (number | null)[] =>
  Array.from<number | null>({ length: daysBetween(from, to) }).fill(null);

const hourMs = 3_600_000;
/** Of one question to the store. */
const mostHours = 1999;

/** Runs have no parts. Hours of UTC lie within a day wherever the zone's offset is whole hours. */
const ofRuns = async (
  desk: Desk,
  { check, reading, part }: SeriesName,
  range: DayRange,
  value: DaySummary,
): Promise<DayLine | undefined> => {
  if (part !== undefined) return undefined;
  const { zone, now } = desk;
  const end = Math.min(startOf(range.to, zone), now + 1);
  const days = new Map<number, number[]>();
  const dayAt = createDayFinder(range, zone);
  let unit: Unit = "count";
  for (let from = startOf(range.from, zone); from < end; from += mostHours * hourMs) {
    // Whole hours and one point more than hours: then the grid's step is an hour.
    const hours = Math.min(mostHours, Math.ceil((end - from) / hourMs));
    const [to, points] = [from + hours * hourMs, hours + 1];
    const found = await desk.site.lookout.store.runs.series({ checkId: check, reading, from, to, points });
    unit = found.unit;
    eachValue(found, value, (at, one) => {
      const day = dayAt(Math.max(at, from));
      const known = days.get(day);
      if (known) known.push(one);
      else days.set(day, [one]);
    });
  }
  const values = gaps(range).map((_, day) => summary(days.get(day) ?? [], value));
  const today = daysBetween(range.from, desk.today);
  const provisional = values[today] === undefined || values[today] === null ? [] : [today];
  return { kind: "days", from: range.from, values, provisional, unit, adds: addsUp(reading, unit) };
};

const eachValue = (
  { from, stepMs, min, max, mean }: Series,
  value: DaySummary,
  task: (at: number, value: number) => void,
): void => {
  const wanted = value === "min" ? min : value === "max" ? max : mean;
  wanted.forEach((one, index) => {
    if (one !== null) task(from + index * stepMs, one);
  });
};

/** Which day of a range an instant lies in, for instants in order. */
const createDayFinder = ({ from }: DayRange, zone: string): ((at: number) => number) => {
  let day = 0;
  let ends = startOf(addDays(from, 1), zone);
  return (at) => {
    while (at >= ends) {
      day = Math.max(day + 1, daysBetween(from, dayOf(at, zone)));
      ends = startOf(addDays(from, day + 1), zone);
    }
    return day;
  };
};

const summary = (values: readonly number[], value: DaySummary): number | null => {
  const [first] = values;
  if (first === undefined) return null;
  switch (value) {
    case "last":
      return values.at(-1) ?? null;
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "mean":
      return values.reduce((sum, one) => sum + one, 0) / values.length;
  }
};
