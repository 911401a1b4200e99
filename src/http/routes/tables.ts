import { createRoute, z } from "@hono/zod-openapi";
import { notFound, problems } from "../problem.ts";
import { tableListSchema, tableSchema } from "../ledger-schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { partTitles, titleOf } from "../views/days.ts";
import { idParam, json } from "./shapes.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/tables",
  summary: "Which tables a check keeps, and of which parts",
  request: { params: idParam },
  responses: { 200: json("The tables", tableListSchema), ...problems(404) },
});

const route = createRoute({
  method: "get",
  path: "/api/v1/checks/{id}/tables/{name}",
  summary: "A table as its source showed it, the latest first",
  request: {
    params: idParam.extend({ name: z.string().min(1).max(64) }),
    query: z.object({
      part: z.string().max(200).default("").openapi({ description: "Its id. Default: the whole" }),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(100)
        .default(1)
        .openapi({ description: "How many, for the history" }),
    }),
  },
  responses: {
    200: json("The table; without snapshots where there was none yet", tableSchema),
    ...problems(404),
  },
});

export const addTables = (app: HttpApp, site: Site): void => {
  const { lookout } = site;
  app.openapi(listRoute, async (context) => {
    const { id } = context.req.valid("param");
    if (!lookout.check(id)) throw notFound("check");
    const [titles, tables] = await Promise.all([partTitles(site, id), lookout.store.ledger.tables(id)]);
    const items = tables.map(({ name, part }) => ({ name, part, ...titleOf(titles, part) }));
    return context.json({ checkId: id, tables: items }, 200);
  });
  app.openapi(route, async (context) => {
    const { id, name } = context.req.valid("param");
    if (!lookout.check(id)) throw notFound("check");
    const { part, limit } = context.req.valid("query");
    const [titles, snapshots] = await Promise.all([
      partTitles(site, id),
      lookout.store.ledger.of(id).snapshots({ name, part, limit }),
    ]);
    return context.json(
      {
        checkId: id,
        name,
        part,
        ...titleOf(titles, part),
        snapshots: snapshots.map(({ at, columns, rows }) => ({
          at,
          columns: [...columns],
          rows: rows.map((row) => [...row]),
        })),
      },
      200,
    );
  });
};
