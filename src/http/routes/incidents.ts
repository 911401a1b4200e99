import { createRoute, z } from "@hono/zod-openapi";
import { bodyProblems, HttpProblem, notFound, problems } from "../problem.ts";
import { incidentDetailSchema, incidentSchema } from "../schemas.ts";
import { principalOf } from "../security/authenticate.ts";
import { nameOf } from "../security/principal.ts";
import type { HttpApp, Site } from "../site.ts";
import { incidentDetail, incidentPage } from "../views/incident.ts";
import { flag, idParam, json, jsonBody, pageOf, pageQuery } from "./shapes.ts";

/** The filter of the API's list and of the page's. */
export const incidentQuery = pageQuery.extend({
  open: flag().optional(),
  check: z.string().max(64).optional().openapi({ description: "A check's id" }),
});

const listIncidents = createRoute({
  method: "get",
  path: "/api/v1/incidents",
  summary: "Incidents, newest first",
  request: { query: incidentQuery },
  responses: { 200: json("A page of incidents", pageOf(incidentSchema)), ...problems() },
});

const getIncident = createRoute({
  method: "get",
  path: "/api/v1/incidents/{id}",
  summary: "One incident with its timeline, its notifications and their attempts",
  request: { params: idParam },
  responses: { 200: json("The incident", incidentDetailSchema), ...problems(404) },
});

const acknowledgeIncident = createRoute({
  method: "post",
  path: "/api/v1/incidents/{id}/acknowledge",
  summary: "Acknowledge an open incident: reminders stop until its state changes",
  request: {
    params: idParam,
    body: {
      ...jsonBody(z.object({ note: z.string().trim().min(1).max(500).optional() })),
      required: false,
    },
  },
  responses: {
    200: json("The incident as it is now", incidentDetailSchema),
    ...problems(404, 409, ...bodyProblems),
  },
});

export const addIncidents = (app: HttpApp, site: Site): void => {
  const detail = async (id: string) => {
    const found = await incidentDetail(site, id);
    if (!found) throw notFound("incident");
    return found;
  };

  app.openapi(listIncidents, async (context) => {
    const { check, ...query } = context.req.valid("query");
    return context.json(await incidentPage(site, { ...query, checkId: check }), 200);
  });

  app.openapi(getIncident, async (context) => context.json(await detail(context.req.valid("param").id), 200));

  app.openapi(acknowledgeIncident, async (context) => {
    const { id } = context.req.valid("param");
    await detail(id);
    const by = nameOf(principalOf(context));
    const done = await site.lookout.acknowledge(id, by, context.req.valid("json").note);
    if (!done) throw new HttpProblem(409, "the incident is closed");
    return context.json(await detail(id), 200);
  });
};
