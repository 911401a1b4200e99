import { createRoute, z } from "@hono/zod-openapi";
import { answerPage } from "../page-answer.ts";
import { numbersSchema, pageListSchema } from "../page-schemas.ts";
import { notFound, problems } from "../problem.ts";
import type { HttpApp, Site } from "../site.ts";
import { numbersChoices, numbersView } from "../views/numbers/numbers-page.ts";
import { idParam, json } from "./shapes.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/pages",
  summary: "The pages of numbers and their widgets, without data",
  responses: { 200: json("The pages", z.object({ items: pageListSchema })), ...problems() },
});

const route = createRoute({
  method: "get",
  path: "/api/v1/pages/{id}",
  summary: "A page of numbers with what its widgets show now",
  request: { params: idParam },
  responses: { 200: json("The page", numbersSchema), ...problems(404) },
});

/** Pages of numbers, for programs and for people. */
export const addNumbers = (app: HttpApp, site: Site): void => {
  const load = async (id?: string) => {
    const found = await numbersView(site, id);
    if (!found) throw notFound("page of numbers");
    return found;
  };
  app.openapi(listRoute, async (context) => context.json({ items: [...(await numbersChoices(site))] }, 200));
  app.openapi(route, async (context) => context.json(await load(context.req.valid("param").id), 200));
  for (const path of ["/numbers", "/numbers/:id"])
    app.get(path, async (context) => {
      const numbers = await load(context.req.param("id"));
      return answerPage(site, context, { page: "numbers", numbers });
    });
};
