import { createRoute, z } from "@hono/zod-openapi";
import { sourcesOf } from "../../core/page.ts";
import { linkSchema } from "../page-schemas.ts";
import { bodyProblems, HttpProblem, notFound, problems } from "../problem.ts";
import { requireSession } from "../security/authenticate.ts";
import type { HttpApp, Site } from "../site.ts";
import { mostLinks } from "../links/links.ts";
import { linkView, linkViews } from "../views/link.ts";
import { findWidget, oneWidget } from "../views/numbers/numbers-page.ts";
import { idParam, json, jsonBody } from "./shapes.ts";

/** As browsers write it: nothing that could end a directive of a policy. */
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text;

const origin = z.string().refine(isOrigin, "must be an origin such as https://me.example");

const origins = z
  .union([z.tuple([z.literal("*")]), z.array(origin).max(20)])
  .default(["*"])
  .openapi({
    type: "array",
    items: { type: "string" },
    description:
      "Whose pages may frame it: origins, or `*` alone for anyone's, the default; none for nobody's",
  });

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/links",
  summary: "The public links to widgets. Needs a session, not a token",
  responses: { 200: json("The links", z.object({ items: z.array(linkSchema) })), ...problems() },
});

const createLink = createRoute({
  method: "post",
  path: "/api/v1/links",
  summary: "Make a public link to one widget. Needs a session, not a token",
  request: { body: jsonBody(z.object({ pageId: z.string(), widgetId: z.string(), origins })) },
  responses: { 201: json("The link", linkSchema), ...problems(404, 409, ...bodyProblems) },
});

const deleteLink = createRoute({
  method: "delete",
  path: "/api/v1/links/{id}",
  summary: "Revoke a public link at once. Needs a session, not a token",
  request: { params: idParam },
  responses: { 204: { description: "Revoked" }, ...problems(404) },
});

export const addLinks = (app: HttpApp, site: Site): void => {
  const { links } = site;

  app.openapi(listRoute, async (context) => {
    // An address outlives the token that read it.
    requireSession(context);
    return context.json({ items: [...(await linkViews(site))] }, 200);
  });

  app.openapi(createLink, async (context) => {
    requireSession(context);
    const { pageId, widgetId, origins } = context.req.valid("json");
    const widget = await findWidget(site, pageId, widgetId);
    if (!widget) throw notFound("widget");
    const { title } = await oneWidget(site, widget);
    const link = await links.create({ pageId, widgetId, title, sources: sourcesOf(widget), origins });
    if (!link) throw new HttpProblem(409, `there are ${mostLinks} links already: revoke one first`);
    return context.json(await linkView(site, link), 201);
  });

  app.openapi(deleteLink, async (context) => {
    requireSession(context);
    if (!(await links.revoke(context.req.valid("param").id))) throw notFound("link");
    return context.body(null, 204);
  });
};
