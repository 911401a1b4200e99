import { createHash } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { notFound, problems } from "../problem.ts";
import { feedSchema } from "../feed-schemas.ts";
import { answerOrigins } from "../security/feed-access.ts";
import type { HttpApp, Site } from "../site.ts";
import { feedView } from "../views/feed.ts";
import { idParam, json } from "./shapes.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/feeds/{id}",
  summary: "The latest entries of a feed that is watched, as a JSON Feed",
  request: {
    params: idParam,
    query: z.object({
      max: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: "The most entries" }),
    }),
  },
  responses: {
    200: json("The feed; without items until it has been read once", feedSchema),
    304: { description: "As `If-None-Match` says" },
    ...problems(404),
  },
});

/** Weak, since the answer may be compressed. */
const etagOf = (text: string): string =>
  `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;

/** RFC 9110 13.1.2, by weak comparison. */
const isMatched = (header: string | undefined, etag: string): boolean => {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag.slice(2));
};

const shared = "public, max-age=30, s-maxage=60";
const own = "private, max-age=30";

export const addFeeds = (app: HttpApp, site: Site): void => {
  app.use("/api/v1/feeds/:id", answerOrigins(site));
  // Answered by the middleware before it.
  app.options("/api/v1/feeds/:id", (context) => context.body(null, 204));
  app.openapi(route, async (context) => {
    const live = site.lookout.check(context.req.valid("param").id);
    if (!live?.check.feed) throw notFound("feed");
    const { check } = live;
    const entries = await site.lookout.store.ledger.of(check.id).entries(context.req.valid("query").max);
    const feed = feedView(check, entries, site.lookout.config().server.publicUrl);
    const etag = etagOf(JSON.stringify(feed));
    context.header("cache-control", check.feed?.isPublic ? shared : own);
    context.header("etag", etag);
    if (isMatched(context.req.header("if-none-match"), etag)) return context.body(null, 304);
    return context.json(feed, 200);
  });
};
