import { createRoute, z } from "@hono/zod-openapi";
import { notFound, problems } from "../problem.ts";
import { checkDetailSchema, checkSummarySchema, outcomeSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { checkDetail } from "../views/check-detail.ts";
import { checkPage } from "../views/check-page.ts";
import { outcomeView } from "../views/run.ts";
import { idParam, json, pageOf } from "./shapes.ts";

const listQuery = z.object({
  group: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: "Only this group; empty for those without one" }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(64).optional().openapi({ description: "`next` of the page before" }),
});

const listChecks = createRoute({
  method: "get",
  path: "/api/v1/checks",
  summary: "The checks in the order of the configuration",
  request: { query: listQuery },
  responses: { 200: json("A page of checks", pageOf(checkSummarySchema)), ...problems() },
});

const getCheck = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}",
  summary: "One check with its last run, its uptime and its incidents",
  request: { params: idParam },
  responses: { 200: json("The check", checkDetailSchema), ...problems(404) },
});

const runCheck = createRoute({
  method: "post",
  path: "/api/v1/checks/{id}/run",
  summary: "Run a check now, outside its schedule; it is recorded like any other run",
  request: { params: idParam },
  responses: { 200: json("What was found", outcomeSchema), ...problems(404) },
});

export const addChecks = (app: HttpApp, site: Site): void => {
  app.openapi(listChecks, async (context) =>
    context.json(await checkPage(site, context.req.valid("query")), 200),
  );

  app.openapi(getCheck, async (context) => {
    const found = await checkDetail(site, context.req.valid("param").id);
    if (!found) throw notFound("check");
    return context.json(found, 200);
  });

  app.openapi(runCheck, async (context) => {
    const outcome = await site.lookout.runNow(context.req.valid("param").id);
    if (!outcome) throw notFound("check");
    return context.json(outcomeView(outcome), 200);
  });
};
