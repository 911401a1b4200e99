import { createRoute, z } from "@hono/zod-openapi";
import { bodyProblems, notFound, problems } from "../problem.ts";
import { tokenSchema } from "../schemas.ts";
import { requireSession } from "../security/authenticate.ts";
import { tokenKey } from "../security/principal.ts";
import type { HttpApp, Site } from "../site.ts";
import { tokenView, tokenViews } from "../views/token.ts";
import { idParam, json, jsonBody } from "./shapes.ts";

const listTokens = createRoute({
  method: "get",
  path: "/api/v1/tokens",
  summary: "The API tokens, without their secrets",
  responses: { 200: json("The tokens", z.object({ items: z.array(tokenSchema) })), ...problems() },
});

const createToken = createRoute({
  method: "post",
  path: "/api/v1/tokens",
  summary: "Create an API token; the answer shows it this once. Needs a session, not a token",
  request: { body: jsonBody(z.object({ name: z.string().trim().min(1).max(64) })) },
  responses: {
    201: json("The token", tokenSchema.extend({ token: z.string() }).openapi("NewApiToken")),
    ...problems(...bodyProblems),
  },
});

const deleteToken = createRoute({
  method: "delete",
  path: "/api/v1/tokens/{id}",
  summary: "Revoke an API token at once. Needs a session, not a token",
  request: { params: idParam },
  responses: { 204: { description: "Revoked" }, ...problems(404) },
});

export const addTokens = (app: HttpApp, site: Site): void => {
  const { accounts, lookout, ticks } = site;

  app.openapi(listTokens, async (context) => context.json({ items: await tokenViews(lookout.store) }, 200));

  app.openapi(createToken, async (context) => {
    requireSession(context);
    const { token, secret } = await accounts.createToken(context.req.valid("json").name);
    return context.json({ ...tokenView(token), token: secret }, 201);
  });

  app.openapi(deleteToken, async (context) => {
    requireSession(context);
    const { id } = context.req.valid("param");
    if (!(await lookout.store.accounts.deleteToken(id))) throw notFound("token");
    ticks.end(tokenKey(id));
    return context.body(null, 204);
  });
};
