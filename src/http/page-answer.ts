import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Locale } from "../core/message/message.ts";
import type { PageData } from "./pages.ts";
import type { Site, SiteEnv } from "./site.ts";

const languageCookie = "hinomi-language";

/** The configuration's language, unless this browser has chosen with `?lang=`. */
const localeOf = (site: Site, context: Context<SiteEnv>): Locale => {
  const asked = context.req.query("lang");
  if (asked === "en" || asked === "ja") {
    setCookie(context, languageCookie, asked, {
      path: site.base || "/",
      maxAge: 365 * 86_400,
      sameSite: "Lax",
      httpOnly: true,
    });
    return asked;
  }
  const chosen = getCookie(context, languageCookie);
  return chosen === "en" || chosen === "ja" ? chosen : site.lookout.config().locale;
};

/** Answers with a whole HTML page. */
export const answerPage = (
  site: Site,
  context: Context<SiteEnv>,
  data: PageData,
  status: ContentfulStatusCode = 200,
): Response => {
  const { title, timezone } = site.lookout.config();
  const principal = context.get("principal");
  const frame = {
    locale: localeOf(site, context),
    timezone,
    title,
    now: site.clock.now(),
    user: principal?.kind === "session" ? principal.user : undefined,
    base: site.base,
    nonce: context.get("nonce"),
  };
  return context.html(site.pages.render(frame, data), status);
};
