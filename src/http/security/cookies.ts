import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import type { Site, SiteEnv } from "../site.ts";
import { sessionMs } from "./accounts.ts";
import { isHttps } from "./connection.ts";

type CookieName = "session" | "device";

/** The strictest prefix that the browser accepts here: `__Host-` wants https and the root path (RFC 6265bis). */
const fullName = (site: Site, context: Context<SiteEnv>, name: CookieName): string => {
  if (!isHttps(site, context)) return `hinomi-${name}`;
  return `${site.base === "" ? "__Host" : "__Secure"}-hinomi-${name}`;
};

/**
 * `SameSite=Lax`, not `Strict`: a link to an incident in a chat must open signed in. What Lax lets through are
 * top-level GETs, which change nothing here; everything else is held by the same-origin rule.
 */
const attributes = (site: Site, context: Context<SiteEnv>): CookieOptions => ({
  path: site.base || "/",
  httpOnly: true,
  sameSite: "Lax",
  secure: isHttps(site, context),
});

export const readCookie = (site: Site, context: Context<SiteEnv>, name: CookieName): string | undefined =>
  getCookie(context, fullName(site, context, name));

export const writeCookie = (site: Site, context: Context<SiteEnv>, name: CookieName, value: string): void => {
  const maxAge = name === "session" ? sessionMs / 1000 : 365 * 86_400;
  setCookie(context, fullName(site, context, name), value, { ...attributes(site, context), maxAge });
};

export const clearCookie = (site: Site, context: Context<SiteEnv>, name: CookieName): void => {
  deleteCookie(context, fullName(site, context, name), attributes(site, context));
};
