import type { Context, MiddlewareHandler } from "hono";
import { HttpProblem } from "../problem.ts";
import type { Site, SiteEnv } from "../site.ts";

/** The caller's address; behind a trusted proxy the one that the proxy saw, which it appends last. */
export const addressOf = (site: Site, context: Context<SiteEnv>): string => {
  const forwarded = site.trustProxy ? context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : "";
  return forwarded || (context.env?.incoming?.socket.remoteAddress ?? "unknown");
};

const publicUrl = (site: Site): URL | undefined => {
  const text = site.lookout.config().server.publicUrl;
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
};

/** True when the browser is known to speak https: a trusted proxy says so, or it uses the public https address. */
export const isHttps = (site: Site, context: Context<SiteEnv>): boolean => {
  const forwarded = site.trustProxy ? context.req.header("x-forwarded-proto") : undefined;
  if (forwarded !== undefined) return forwarded === "https";
  const known = publicUrl(site);
  return known?.protocol === "https:" && known.host === context.req.header("host")?.toLowerCase();
};

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * Against DNS rebinding: while only this machine is listened to, a request must name this machine or the public
 * address. A page elsewhere whose name was made to point at 127.0.0.1 names itself.
 */
const isForeignHost = (site: Site, context: Context<SiteEnv>): boolean => {
  if (!loopback.test(site.lookout.config().server.host)) return false;
  const asked = URL.parse(`http://${context.req.header("host") ?? ""}`);
  if (!asked) return true;
  return !loopback.test(asked.hostname) && asked.hostname !== publicUrl(site)?.hostname;
};

/**
 * True when a browser vouches that its own page on this site sent the request, or that the user did so by hand.
 * `Sec-Fetch-Site` is absent on plain http, so `Origin` is the second witness; without either nobody vouches.
 */
export const isSameOrigin = (site: Site, context: Context<SiteEnv>): boolean => {
  const fetchSite = context.req.header("sec-fetch-site");
  if (fetchSite !== undefined) return fetchSite === "same-origin" || fetchSite === "none";
  const origin = URL.parse(context.req.header("origin") ?? "");
  if (!origin) return false;
  return (
    origin.host === context.req.header("host")?.toLowerCase() || origin.origin === publicUrl(site)?.origin
  );
};

export const refuseForeignHosts =
  (site: Site): MiddlewareHandler<SiteEnv> =>
  (context, next) => {
    if (isForeignHost(site, context))
      throw new HttpProblem(
        421,
        "this server has another name: set server.publicUrl to reach it by this one",
      );
    return next();
  };
