import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { Day, DayValue } from "../../core/ledger.ts";
import { eachDay } from "../github/day-calendar.ts";
import type { Projection } from "../github/github.ts";
import { uniquesReading, windowDays, type DailyMetric } from "./metrics.ts";

const point = z.object({ timestamp: z.iso.datetime({ offset: true }), count: z.int(), uniques: z.int() });

const answer = z.object({
  count: z.int(),
  uniques: z.int(),
  views: z.array(point).optional(),
  clones: z.array(point).optional(),
});

const points = z.array(z.tuple([z.string(), z.int(), z.int()]));

const shown = z.object({ count: z.int(), uniques: z.int(), points });

/** What GitHub shows of views or clones; days (UTC) with nothing are left out. */
export type Shown = Readonly<z.output<typeof shown>>;

export const readShown = (data: unknown): Shown => shown.parse(data);

/** Of an answer to `traffic/views` or `traffic/clones`. */
export const daysOnly: Projection = {
  name: "traffic-days",
  of: (data) => {
    const { count, uniques, views, clones } = answer.parse(data);
    const days = (views ?? clones ?? []).map(({ timestamp, ...point }) => [
      new Date(timestamp).toISOString().slice(0, 10),
      point.count,
      point.uniques,
    ]);
    return { count, uniques, points: days };
  },
};

/**
 * The days that a fetch covers: from the oldest, which GitHub cuts off at the hour of the fetch, to the running one.
 * Where the day two weeks ago is not shown, it had nothing or GitHub began a day later: the next may then be cut, too.
 */
const covered = (points: Shown["points"], today: Day): { readonly edge: Day; readonly last: Day } => {
  const days = points.map(([day]) => day).sort();
  const newest = days.at(-1) ?? today;
  // Our clock may be behind GitHub's over midnight.
  const last = newest > today ? newest : today;
  const oldest = days[0] ?? last;
  const begins = addDays(last, -windowDays);
  return { edge: oldest <= begins ? oldest : addDays(begins, 1), last };
};

/**
 * The day values of one fetch, to be merged by maximum. A day that is not shown between others was zero. Provisional
 * are the day at the edge, of which only a part may be shown, and the last two, which still grow.
 */
export const dayValues = (
  metric: DailyMetric,
  part: string,
  { points, today }: { readonly points: Shown["points"]; readonly today: Day },
): DayValue[] => {
  const { edge, last } = covered(points, today);
  const known = new Map(points.map(([day, count, uniques]) => [day, { count, uniques }]));
  return eachDay(edge, last).flatMap((day) => {
    const point = known.get(day);
    if (!point && day === edge) return [];
    const { count, uniques } = point ?? { count: 0, uniques: 0 };
    const provisional = day === edge || day >= addDays(last, -1);
    const common = { part, day, unit: "count", provisional } as const;
    return [
      { ...common, reading: metric, value: count },
      { ...common, reading: uniquesReading(metric), value: uniques },
    ];
  });
};
