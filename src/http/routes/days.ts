import { createRoute, z } from "@hono/zod-openapi";
import { dayOf } from "../../core/day.ts";
import { isDay } from "../../core/ledger-rules.ts";
import { HttpProblem, notFound, problems } from "../problem.ts";
import { daySeriesSchema, daysSchema } from "../ledger-schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { dayRange, daySeriesView, daysBetween, daysView } from "../views/days.ts";
import { idParam, json } from "./shapes.ts";

/** Of one answer. */
export const mostDays = 3660;
const mostParts = 500;

const day = z.string().refine(isDay, "must be a day such as 2026-11-22");

/** `?part=` may be there again and again; an empty one is the whole. */
const parts = z
  .union([z.string(), z.array(z.string()).max(mostParts)])
  .default("")
  .transform((asked) => (typeof asked === "string" ? [asked] : asked))
  .openapi({
    type: "array",
    items: { type: "string" },
    description:
      "Parts by their id, each its own `part=`; `*` for the whole and every part. Default: the whole",
  });

const route = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/days",
  summary: "A reading by day, as its source dates it",
  request: {
    params: idParam,
    query: z.object({
      reading: z.string().min(1).max(64).openapi({ description: "Its name: `commits`" }),
      part: parts,
      from: day.optional().openapi({ description: "The first day; 365 days before `to` when absent" }),
      to: day.optional().openapi({ description: "The day to stop before; tomorrow when absent" }),
    }),
  },
  responses: { 200: json("The values", daysSchema), ...problems(404) },
});

const seriesRoute = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/days/series",
  summary: "Which readings of a check there are by day, and of which parts",
  request: { params: idParam },
  responses: { 200: json("The series", daySeriesSchema), ...problems(404) },
});

export const badRange = (): HttpProblem =>
  new HttpProblem(422, `the range is empty or longer than ${mostDays} days`, {
    errors: [{ path: "query.from", message: `must be before \`to\`, at most ${mostDays} days` }],
  });

export const addDayValues = (app: HttpApp, site: Site): void => {
  const { lookout, clock } = site;
  app.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    if (!lookout.check(id)) throw notFound("check");
    const { reading, part, ...asked } = context.req.valid("query");
    const range = dayRange(asked, dayOf(clock.now(), lookout.config().timezone), 365);
    if (range.from >= range.to || daysBetween(range.from, range.to) > mostDays) throw badRange();
    const named = part.includes("*") ? {} : { parts: [...new Set(part)] };
    return context.json(await daysView(site, id, { reading, ...range, ...named }), 200);
  });
  app.openapi(seriesRoute, async (context) => {
    const { id } = context.req.valid("param");
    if (!lookout.check(id)) throw notFound("check");
    return context.json(await daySeriesView(site, id), 200);
  });
};
