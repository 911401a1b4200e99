import { createRoute } from "@hono/zod-openapi";
import { notFound, pageOrRefuse, problems } from "../problem.ts";
import { runSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { runPage } from "../views/run.ts";
import { flag, idParam, json, pageOf, pageQuery } from "./shapes.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/runs",
  summary: "The runs of a check, newest first",
  request: {
    params: idParam,
    query: pageQuery.extend({
      bad: flag().optional().openapi({ description: "Only degraded and down runs" }),
    }),
  },
  responses: { 200: json("A page of runs", pageOf(runSchema)), ...problems(404) },
});

export const addRuns = (app: HttpApp, site: Site): void => {
  app.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    if (!site.lookout.check(id)) throw notFound("check");
    const { limit, before, bad } = context.req.valid("query");
    const found = runPage(site.lookout.store.runs, { checkId: id, limit, before, onlyBad: bad });
    return context.json(await pageOrRefuse(found), 200);
  });
};
