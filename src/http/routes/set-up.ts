import type { Context } from "hono";
import { answerPage } from "../page-answer.ts";
import { addressOf } from "../security/connection.ts";
import { beginSession } from "../security/begin-session.ts";
import { sameSecret } from "../security/digest.ts";
import { hashPassword, isWeakPassword } from "../security/password.ts";
import { hashingBusyMs } from "../security/sign-in-guard.ts";
import { tooMany } from "../problem.ts";
import type { HttpApp, Site, SiteEnv } from "../site.ts";
import { formFields } from "./form.ts";

const statuses = { token: 403, weak: 422, taken: 409 } as const;
const userName = /^[\p{L}\p{N}._@+-]{1,64}$/u;

/**
 * The first user is made by whoever can read the server's log: the form wants the one-time token printed there, and
 * the store creates the first user atomically, so that of two posts at once one wins.
 */
export const addSetUp = (app: HttpApp, site: Site): void => {
  const { base, guard, lookout, randomBytes, setUpToken } = site;
  const users = lookout.store.accounts;

  const refuse = (context: Context<SiteEnv>, error: keyof typeof statuses, token?: string): Response =>
    answerPage(site, context, { page: "set-up", error, token }, statuses[error]);

  app.get("/set-up", async (context) =>
    (await users.countUsers()) > 0
      ? context.redirect(`${base}/sign-in`, 303)
      : answerPage(site, context, { page: "set-up", token: context.req.query("token") }),
  );

  app.post("/set-up", async (context) => {
    const { user = "", password = "", repeat = password, token = "" } = await formFields(context);
    const attempt = { user: "", address: addressOf(site, context) };
    const waitMs = guard.admit(attempt);
    if (waitMs > 0) throw tooMany("too many attempts to set up", waitMs);
    if ((await users.countUsers()) > 0) return refuse(context, "taken");
    if (!sameSecret(token, setUpToken)) return refuse(context, "token");
    if (!userName.test(user) || repeat !== password || isWeakPassword(password, user))
      return refuse(context, "weak", token);
    const hashing = guard.hashing(() => hashPassword(password, randomBytes(16)));
    if (!hashing) throw tooMany("too many sign in at once", hashingBusyMs);
    const created = await users.createFirstUser({ name: user, passwordHash: await hashing });
    if (!created) return refuse(context, "taken");
    guard.succeeded(attempt);
    await beginSession(site, context, user);
    return context.redirect(`${base}/`, 303);
  });
};
