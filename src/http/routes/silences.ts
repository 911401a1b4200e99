import { createRoute, z } from "@hono/zod-openapi";
import { bodyProblems, HttpProblem, notFound, problems } from "../problem.ts";
import { silenceSchema } from "../schemas.ts";
import { principalOf } from "../security/authenticate.ts";
import { nameOf } from "../security/principal.ts";
import type { HttpApp, Site } from "../site.ts";
import { idParam, json, jsonBody } from "./shapes.ts";

const longestMs = 30 * 86_400_000;

const listSilences = createRoute({
  method: "get",
  path: "/api/v1/silences",
  summary: "Silences that hold now or later",
  responses: { 200: json("The silences", z.object({ items: z.array(silenceSchema) })), ...problems() },
});

const createSilence = createRoute({
  method: "post",
  path: "/api/v1/silences",
  summary: "Hold new alerts of one check or of all; whoever was told of an incident still hears of its end",
  request: {
    body: jsonBody(
      z.object({
        checkId: z.string().min(1).max(64).openapi({ description: "A check's id, or `*` for all" }),
        from: z.number().int().min(0).optional().openapi({ description: "Epoch milliseconds; default now" }),
        until: z.number().int().openapi({ description: "Epoch milliseconds, at most 30 days ahead" }),
        note: z.string().trim().min(1).max(500).optional(),
      }),
    ),
  },
  responses: { 201: json("The silence", silenceSchema), ...problems(404, ...bodyProblems) },
});

const deleteSilence = createRoute({
  method: "delete",
  path: "/api/v1/silences/{id}",
  summary: "End a silence",
  request: { params: idParam },
  responses: { 204: { description: "Ended" }, ...problems(404) },
});

export const addSilences = (app: HttpApp, site: Site): void => {
  const { lookout, clock } = site;

  app.openapi(listSilences, async (context) => {
    const silences = await lookout.store.accounts.silences(clock.now());
    return context.json({ items: silences.map((silence) => ({ ...silence })) }, 200);
  });

  app.openapi(createSilence, async (context) => {
    const now = clock.now();
    const { checkId, from = now, until, note } = context.req.valid("json");
    if (checkId !== "*" && !lookout.check(checkId)) throw notFound("check");
    if (until <= Math.max(now, from) || until > now + longestMs)
      throw new HttpProblem(422, "the silence is empty, over, or ends later than in 30 days", {
        errors: [{ path: "json.until", message: "must be after `from` and now, at most 30 days ahead" }],
      });
    const by = nameOf(principalOf(context));
    return context.json(await lookout.silence({ checkId, from, until, by, note }), 201);
  });

  app.openapi(deleteSilence, async (context) => {
    if (!(await lookout.endSilence(context.req.valid("param").id))) throw notFound("silence");
    return context.body(null, 204);
  });
};
