import { createRoute } from "@hono/zod-openapi";
import { problems } from "../problem.ts";
import { overviewSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { overview } from "../views/overview.ts";
import { json } from "./shapes.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/overview",
  summary: "Everything at a glance, worst first",
  responses: { 200: json("The start page's data", overviewSchema), ...problems() },
});

export const addOverview = (app: HttpApp, site: Site): void => {
  app.openapi(route, async (context) => context.json(await overview(site), 200));
};
