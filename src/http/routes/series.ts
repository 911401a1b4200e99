import { createRoute, z } from "@hono/zod-openapi";
import { HttpProblem, notFound, problems } from "../problem.ts";
import { seriesSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { dayMs } from "../views/history.ts";
import { series } from "../views/series.ts";
import { idParam, json } from "./shapes.ts";

const epoch = z.coerce.number().int().min(0).max(8.64e15);
const longestMs = 3660 * dayMs;
const clampPoints = (points: number): number => Math.min(2000, Math.max(50, Math.round(points)));

const route = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/series",
  summary: "Readings of a check over time, on one fixed grid",
  request: {
    params: idParam,
    query: z.object({
      from: epoch.optional().openapi({ description: "Epoch milliseconds; a day before `to` when absent" }),
      to: epoch.optional().openapi({ description: "Epoch milliseconds, exclusive; now when absent" }),
      points: z.coerce
        .number()
        .default(390)
        .transform(clampPoints)
        .openapi({ description: "The most buckets wanted, kept within 50 and 2000" }),
      reading: z
        .string()
        .regex(/^\w{1,64}(,\w{1,64}){0,11}$/, "must be 1 to 12 names joined by commas")
        .default("latency")
        .openapi({ description: "Names joined by commas: `latency,dns,connect`" }),
    }),
  },
  responses: { 200: json("The series", seriesSchema), ...problems(404) },
});

export const addSeries = (app: HttpApp, site: Site): void => {
  app.openapi(route, async (context) => {
    const { points, reading, ...asked } = context.req.valid("query");
    const to = asked.to ?? site.clock.now();
    const from = asked.from ?? to - dayMs;
    if (from >= to || to - from > longestMs)
      throw new HttpProblem(422, "the range is empty or longer than ten years", {
        errors: [{ path: "query.from", message: "must be before `to`, at most ten years" }],
      });
    const readings = [...new Set(reading.split(","))];
    const found = await series(site, context.req.valid("param").id, { from, to, points, readings });
    if (!found) throw notFound("check");
    return context.json(found, 200);
  });
};
