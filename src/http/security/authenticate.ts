import type { Context, MiddlewareHandler } from "hono";
import { HttpProblem } from "../problem.ts";
import type { Site, SiteEnv } from "../site.ts";
import { isSameOrigin } from "./connection.ts";
import { readCookie, writeCookie } from "./cookies.ts";
import { isPublicFeed } from "./feed-access.ts";
import type { Principal } from "./principal.ts";
import { createPushAccess } from "./push-access.ts";

/** The only paths that answer a stranger. */
const open = /^\/(healthz|readyz|sign-in|sign-out|set-up|favicon\.(ico|svg)|assets\/.*)$/;
const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/** As with public feeds, nobody is asked who they are. */
const isEmbed = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  safe.has(method) && path.startsWith("/embed/");

/** Paths whose callers are programs: they get problem+json instead of pages. */
export const isApi = (path: string): boolean => /^\/(api\/|metrics$|healthz$|readyz$)/.test(path);

/**
 * Lets through whom a token or a session speaks for, and strangers to the open paths. A request that changes
 * something without a token must come from our own page: same origin and, for the API, with `x-hinomi: 1`, which no
 * form and no cross-site request can carry. A bearer token needs none of that, for no browser adds it by itself. The
 * token of a check opens the one path that takes its readings.
 */
export const authenticate = (site: Site): MiddlewareHandler<SiteEnv> => {
  const mayPush = createPushAccess(site);
  return async (context, next) => {
    const { method, path } = context.req;
    if (isPublicFeed(site, context) || isEmbed(context.req)) return next();
    const principal = await identify(site, context);
    if (principal) context.set("principal", principal);
    else if (mayPush(context)) return next();
    else if (!open.test(path)) return turnAway(site, context);
    if (!safe.has(method) && principal?.kind !== "token") {
      if (!isSameOrigin(site, context)) throw new HttpProblem(403, "cross-site requests are refused");
      if (isApi(path) && context.req.header("x-hinomi") !== "1")
        throw new HttpProblem(403, "the header x-hinomi: 1 is missing");
    }
    return next();
  };
};

const turnAway = (site: Site, context: Context<SiteEnv>): Response => {
  const { method, path, url } = context.req;
  if (isApi(path) || !safe.has(method))
    throw new HttpProblem(401, "sign in, or send a token as Authorization: Bearer hin_…", {
      headers: { "www-authenticate": 'Bearer realm="hinomi"' },
    });
  const wanted = encodeURIComponent(`${path}${new URL(url).search}`);
  return context.redirect(`${site.base}/sign-in?next=${wanted}`, 303);
};

const identify = async (site: Site, context: Context<SiteEnv>): Promise<Principal | undefined> => {
  const header = context.req.header("authorization");
  if (header !== undefined) {
    const [, secret = ""] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    return site.accounts.token(secret);
  }
  const value = readCookie(site, context, "session");
  const found = value === undefined ? undefined : await site.accounts.session(value);
  if (value !== undefined && found?.prolonged) writeCookie(site, context, "session", value);
  return found?.principal;
};

/** Who asks, on a path that is not open to strangers. */
export const principalOf = (context: Context<SiteEnv>): Principal => {
  const principal = context.get("principal");
  if (!principal) throw new HttpProblem(401, "sign in first");
  return principal;
};

/** For what a token must not do: a leaked one could otherwise mint others and outlive its revocation. */
export const requireSession = (context: Context<SiteEnv>): void => {
  if (principalOf(context).kind !== "session")
    throw new HttpProblem(403, "tokens are managed by a signed-in person, not by a token");
};
