import { createRoute, z } from "@hono/zod-openapi";
import { addDays, dayOf } from "../../core/day.ts";
import { isDay } from "../../core/ledger-rules.ts";
import { seriesCsvHead, seriesCsvLine, type SeriesRow } from "../../core/series-csv.ts";
import type { Range } from "../../core/store.ts";
import { notFound, problems } from "../problem.ts";
import type { HttpApp, Site } from "../site.ts";
import { streamText } from "../stream-text.ts";
import { dayMs } from "../views/history.ts";
import { dayRows, hourRows, runRows, startOf } from "../views/series-rows.ts";
import { badRange, mostDays } from "./days.ts";

/** What a row is of, with how many days there are by default. */
const kinds = {
  run: { rows: runRows, days: 1 },
  hour: { rows: hourRows, days: 30 },
  day: { rows: dayRows, days: 365 },
} as const;

const time = z
  .string()
  .refine((text) => isDay(text) || isEpoch(text), "must be a day such as 2026-11-22, or epoch milliseconds");

const isEpoch = (text: string): boolean => /^\d{1,16}$/.test(text) && Number(text) <= 8.64e15;

const route = createRoute({
  method: "get",
  path: "/api/v1/series.csv",
  summary: "Readings of a check as CSV (RFC 4180), to open in a spreadsheet",
  description:
    "Columns: time, check, reading, part, part_title, unit, value, provisional. `time` is the day, or the beginning " +
    "of the run or hour in UTC. A text that a spreadsheet would take for a formula begins with an apostrophe.",
  request: {
    query: z.object({
      check: z.string().min(1).max(200),
      reading: z
        .string()
        .regex(/^\w{1,64}(,\w{1,64}){0,63}$/, "must be 1 to 64 names joined by commas")
        .optional()
        .openapi({ description: "Names joined by commas. Default: all" }),
      part: z
        .string()
        .max(200)
        .default("")
        .openapi({ description: "Its id; `*` for the whole and every part. Default: the whole" }),
      from: time.optional().openapi({
        description:
          "A day of the configuration's time zone, or epoch milliseconds. Default: the day that ends with `to` for runs, 30 days for hours, 365 for days",
      }),
      to: time.optional().openapi({ description: "Exclusive, as `from`. Default: the end of today" }),
      per: z.enum(["run", "hour", "day"]).default("day").openapi({
        description:
          "`day`: what the source dates, else the mean of the day's runs. `hour`: the mean of the hour's runs. `run`: each, the newest first",
      }),
    }),
  },
  responses: {
    200: { description: "The rows", content: { "text/csv": { schema: z.string() } } },
    ...problems(404),
  },
});

export const addSeriesCsv = (app: HttpApp, site: Site): void => {
  const { lookout, clock } = site;
  app.openapi(route, async (context) => {
    const { check, reading, part, per, ...asked } = context.req.valid("query");
    if (!lookout.check(check)) throw notFound("check");
    const range = rangeOf(asked, kinds[per].days, clock.now(), lookout.config().timezone);
    const rows = kinds[per].rows(site, {
      checkId: check,
      ...range,
      ...(reading !== undefined && { readings: [...new Set(reading.split(","))] }),
      ...(part !== "*" && { part }),
    });
    // What the store refuses at once is answered as a problem, not in the middle of a file.
    const first = await rows.next();
    return streamText(context, linesOf(first, rows), clock, {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="hinomi-${check.replaceAll(/[^\w.-]/g, "_")}-${per}.csv"`,
    });
  });
};

async function* linesOf(
  first: IteratorResult<SeriesRow, unknown>,
  others: AsyncGenerator<SeriesRow>,
): AsyncGenerator<string> {
  yield seriesCsvHead;
  if (!first.done) yield seriesCsvLine(first.value);
  for await (const row of others) yield seriesCsvLine(row);
}

/** @throws {HttpProblem} 422 when it is empty or too long */
const rangeOf = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  days: number,
  now: number,
  zone: string,
): Range => {
  const instant = (text: string): number => (isDay(text) ? startOf(text, zone) : Number(text));
  const to = asked.to === undefined ? startOf(addDays(dayOf(now, zone), 1), zone) : instant(asked.to);
  const from =
    asked.from === undefined ? startOf(addDays(dayOf(to - 1, zone), 1 - days), zone) : instant(asked.from);
  if (from >= to || to - from > (mostDays + 1) * dayMs) throw badRange();
  return { from, to };
};
