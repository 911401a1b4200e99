import { createRoute, z } from "@hono/zod-openapi";
import { HttpProblem, problems } from "../problem.ts";
import { tickSchema } from "../schemas.ts";
import { principalOf } from "../security/authenticate.ts";
import { keyOf } from "../security/principal.ts";
import type { HttpApp, Site } from "../site.ts";

const epoch = z.coerce.number().int().min(0);

const route = createRoute({
  method: "get",
  path: "/api/v1/events",
  summary: "Live changes as server-sent events: `event: tick`, its data a Tick, at most one a second",
  description:
    "A reader that comes back with `Last-Event-ID` is told what it missed. A new one may name in `since` the `asOf` " +
    "of the overview that it has; without either it is told what changed in the last minute. With more than 200 " +
    "checks the good runs of a check are told only to those who name it in `check`.",
  request: {
    query: z.object({
      since: epoch.optional().openapi({ description: "Epoch milliseconds" }),
      check: z.string().max(64).optional().openapi({ description: "The one check to tell of. Default: all" }),
    }),
    headers: z.object({ "last-event-id": epoch.optional() }),
  },
  responses: {
    200: {
      description: "The stream; the data of each `tick` is the schema Tick",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems(),
  },
});

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "private, no-store, no-transform",
  "x-accel-buffering": "no",
} as const;

export const addEvents = (app: HttpApp, site: Site): void => {
  app.openAPIRegistry.register("Tick", tickSchema);
  app.openapi(route, (context) => {
    // Nobody would read a HEAD's stream, nor end it.
    if (context.req.method === "HEAD") return context.body(null, 200, headers);
    const { since, check } = context.req.valid("query");
    const body = site.ticks.open({
      owner: keyOf(principalOf(context)),
      checkId: check || undefined,
      since: context.req.valid("header")["last-event-id"] ?? since,
      signal: context.env.closing,
    });
    if (!body)
      throw new HttpProblem(503, "too many event streams are open, try again later", {
        headers: { "retry-after": "30" },
      });
    return context.body(body, 200, headers);
  });
};
