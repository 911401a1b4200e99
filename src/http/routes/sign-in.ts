import type { Context } from "hono";
import { answerPage } from "../page-answer.ts";
import { beginSession } from "../security/begin-session.ts";
import { clearCookie, readCookie } from "../security/cookies.ts";
import { addressOf } from "../security/connection.ts";
import { verifyPassword } from "../security/password.ts";
import { keyOf } from "../security/principal.ts";
import { hashingBusyMs, type Attempt } from "../security/sign-in-guard.ts";
import type { HttpApp, Site, SiteEnv } from "../site.ts";
import { formFields } from "./form.ts";

/** A path on this site, never another site's address: `next` comes from the address bar. */
const localPath = (text: string): string => {
  const here = "http://here";
  const url = URL.parse(text, here);
  if (!text.startsWith("/") || url?.origin !== here) return "/";
  // "/..//evil.example" has lost its dots by now: two slashes at the front would name another site.
  return `${url.pathname.replace(/^\/+/, "/")}${url.search}${url.hash}`;
};

/** Plain forms: they work without JavaScript. */
export const addSignIn = (app: HttpApp, site: Site): void => {
  const { base, guard, lookout, ticks } = site;

  const refuse = (context: Context<SiteEnv>, next: string, waitMs: number): Response => {
    if (waitMs === 0) return answerPage(site, context, { page: "sign-in", error: "wrong", next }, 401);
    context.header("retry-after", String(Math.ceil(waitMs / 1000)));
    return answerPage(site, context, { page: "sign-in", error: "limited", next }, 429);
  };

  app.get("/sign-in", async (context) => {
    if ((await lookout.store.accounts.countUsers()) === 0) return context.redirect(`${base}/set-up`, 303);
    const next = localPath(context.req.query("next") ?? "/");
    return answerPage(site, context, { page: "sign-in", next });
  });

  app.post("/sign-in", async (context) => {
    const fields = await formFields(context);
    const next = localPath(fields.next ?? "/");
    const { user = "", password = "" } = fields;
    const device = readCookie(site, context, "device");
    const attempt: Attempt = { user, address: addressOf(site, context), device };
    const waitMs = guard.admit(attempt);
    if (waitMs > 0) return refuse(context, next, waitMs);
    const account = await lookout.store.accounts.user(user);
    const verdict = guard.hashing(() => verifyPassword(password, account?.passwordHash));
    if (!verdict) return refuse(context, next, hashingBusyMs);
    if (!(await verdict)) return refuse(context, next, 0);
    guard.succeeded(attempt);
    await beginSession(site, context, user);
    return context.redirect(`${base}${next}`, 303);
  });

  app.post("/sign-out", async (context) => {
    const principal = context.get("principal");
    if (principal?.kind === "session") {
      await lookout.store.accounts.deleteSession(principal.hash);
      ticks.end(keyOf(principal));
    }
    clearCookie(site, context, "session");
    return context.redirect(`${base}/sign-in`, 303);
  });
};
