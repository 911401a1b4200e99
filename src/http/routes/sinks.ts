import { createRoute, z } from "@hono/zod-openapi";
import { notFound, problems } from "../problem.ts";
import { sinkSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { idParam, json } from "./shapes.ts";

const listSinks = createRoute({
  method: "get",
  path: "/api/v1/sinks",
  summary: "How each sink does",
  responses: { 200: json("The sinks", z.object({ items: z.array(sinkSchema) })), ...problems() },
});

const rewriteSink = createRoute({
  method: "post",
  path: "/api/v1/sinks/{id}/rewrite",
  summary: "Write everything to a sink again from the beginning, which changes nothing that is there already",
  request: { params: idParam },
  responses: { 202: json("It begins soon", z.object({ sinkId: z.string() })), ...problems(404) },
});

export const addSinks = (app: HttpApp, site: Site): void => {
  app.openapi(listSinks, (context) => context.json({ items: [...site.lookout.sinks()] }, 200));

  app.openapi(rewriteSink, (context) => {
    const { id } = context.req.valid("param");
    if (!site.lookout.rewriteSink(id)) throw notFound("sink");
    return context.json({ sinkId: id }, 202);
  });
};
