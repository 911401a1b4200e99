import type { Context } from "hono";
import type { Site, SiteEnv } from "../site.ts";
import { writeCookie } from "./cookies.ts";

/** Signs a browser in as a user who has just proved to be one. */
export const beginSession = async (site: Site, context: Context<SiteEnv>, user: string): Promise<void> => {
  writeCookie(site, context, "session", await site.accounts.begin(user));
  writeCookie(site, context, "device", site.guard.deviceCookie(user));
};
