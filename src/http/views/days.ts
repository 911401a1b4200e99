import { addDays } from "../../core/day.ts";
import type { Day, DayRange, DayValue } from "../../core/ledger.ts";
import { HttpProblem } from "../problem.ts";
import type { DaySeriesView, DaysView } from "../ledger-schemas.ts";
import { eachInSlices } from "../slices.ts";
import type { Site } from "../site.ts";
import { dayMs } from "./history.ts";

/** The most numbers of one answer. */
const mostValues = 100_000;

export interface DaysQuery extends DayRange {
  readonly reading: string;
  /** In the order that they are answered; absent: the whole and every part. */
  readonly parts?: readonly string[];
}

/** How many days there are from one until before another. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / dayMs;

/** The numbers of a reading by day, dense. The check has to be there. */
export const daysView = async (site: Site, checkId: string, query: DaysQuery): Promise<DaysView> => {
  const { reading, from, to } = query;
  const { store } = site.lookout;
  const [titles, series] = await Promise.all([partTitles(site, checkId), store.ledger.series(checkId)]);
  const known = series.filter((one) => one.reading === reading);
  const parts = query.parts ?? known.map(({ part }) => part);
  const length = daysBetween(from, to);
  if (length * parts.length > mostValues)
    throw new HttpProblem(422, "that is too much for one answer", {
      errors: [{ path: "query.part", message: `days times parts must be at most ${mostValues}` }],
    });
  const ledger = store.ledger.of(checkId);
  const values: DayValue[] = [];
  if (query.parts) for (const part of parts) values.push(...(await ledger.days({ reading, part, from, to })));
  else values.push(...(await ledger.days({ reading, from, to })));
  // Of a reading that has changed its unit, the values in the latest.
  const latest = values.reduce<DayValue | undefined>(
    (found, value) => (found && found.day > value.day ? found : value),
    undefined,
  );
  const unit = latest?.unit ?? known[0]?.unit;
  const lines = new Map(
    parts.map((part) => [
      part,
      { values: Array.from<number | null>({ length }).fill(null), provisional: [] as number[] },
    ]),
  );
  await eachInSlices(values, site.clock, (value) => {
    const line = lines.get(value.part);
    if (!line || value.unit !== unit) return;
    const at = daysBetween(from, value.day);
    line.values[at] = value.value;
    if (value.provisional) line.provisional.push(at);
  });
  return {
    checkId,
    reading,
    ...(unit !== undefined && { unit }),
    from,
    to,
    parts: [...lines].map(([part, line]) => ({ part, ...titleOf(titles, part), ...line })),
  };
};

/** Which series of day values a check has. It has to be there. */
export const daySeriesView = async (site: Site, checkId: string): Promise<DaySeriesView> => {
  const [titles, series] = await Promise.all([
    partTitles(site, checkId),
    site.lookout.store.ledger.series(checkId),
  ]);
  return {
    checkId,
    timezone: site.lookout.config().timezone,
    series: series.map((one) => ({ ...one, ...titleOf(titles, one.part) })),
  };
};

/** The names that parts have now. */
export const partTitles = async (
  { lookout }: Pick<Site, "lookout">,
  checkId: string,
): Promise<ReadonlyMap<string, string>> => {
  const parts = await lookout.store.ledger.of(checkId).parts();
  return new Map(parts.map(({ part, title }) => [part, title]));
};

/** `title`, where there is one. */
export const titleOf = (titles: ReadonlyMap<string, string>, part: string): { readonly title?: string } => {
  const title = titles.get(part);
  return title === undefined ? {} : { title };
};

/** A range of days with its open ends filled in: `count` days that end with `today`. */
export const dayRange = (
  asked: { readonly from?: Day | undefined; readonly to?: Day | undefined },
  today: Day,
  count: number,
): DayRange => {
  const to = asked.to ?? addDays(today, 1);
  return { from: asked.from ?? addDays(to, -count), to };
};
