import type { Context, MiddlewareHandler } from "hono";
import type { FeedAccess } from "../../core/check.ts";
import { HttpProblem } from "../problem.ts";
import type { Site, SiteEnv } from "../site.ts";

const feedPath = /^\/api\/v1\/feeds\/([a-z0-9][a-z0-9_.-]{0,63})$/;

const accessTo = (site: Site, context: Context<SiteEnv>): FeedAccess | undefined => {
  const [, id] = feedPath.exec(context.req.path) ?? [];
  return id === undefined ? undefined : site.lookout.check(id)?.check.feed;
};

/**
 * Whether a request is for a feed that anyone may read. Nobody is then asked who they are: an answer that shared caches
 * keep must not depend on it, nor carry a cookie.
 */
export const isPublicFeed = (site: Site, context: Context<SiteEnv>): boolean =>
  ["GET", "HEAD", "OPTIONS"].includes(context.req.method) && (accessTo(site, context)?.isPublic ?? false);

/**
 * Tells a browser which web pages may read a feed (the Fetch standard, CORS): those whose origin is listed, by exactly
 * that text; never any origin, never with credentials. Answers preflights.
 */
export const answerOrigins =
  (site: Site): MiddlewareHandler<SiteEnv> =>
  async (context, next) => {
    const access = accessTo(site, context);
    const origin = context.req.header("origin");
    if (access?.isPublic) context.header("vary", "Origin");
    const isListed = origin !== undefined && access?.isPublic && access.origins.includes(origin);
    if (isListed) context.header("access-control-allow-origin", origin);
    if (context.req.method !== "OPTIONS") return next();
    if (!isListed) throw new HttpProblem(403, "this origin is not listed under `origins` of the check");
    return context.body(null, 204, {
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "if-none-match",
      "access-control-max-age": "600",
    });
  };
