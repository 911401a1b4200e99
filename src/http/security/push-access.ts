import type { Context } from "hono";
import { tooMany } from "../problem.ts";
import type { Site, SiteEnv } from "../site.ts";
import { addressOf } from "./connection.ts";
import { sameSecret } from "./digest.ts";
import { createRateLimit } from "./rate-limit.ts";
import { network } from "./sign-in-guard.ts";

const readingsOf = /^\/api\/v1\/checks\/([a-z0-9][a-z0-9\-_.]{0,63})\/readings$/;
const bearer = /^Bearer +(\S+)$/i;

/**
 * Says whether a request brings the token of the check that it pushes readings to. Each address may try 10 times and
 * then every 30 s; a right token forgets the tries before it. A check that does not exist, one that takes no pushes and a
 * wrong token look alike.
 */
export const createPushAccess = (site: Site): ((context: Context<SiteEnv>) => boolean) => {
  const tries = createRateLimit({ clock: site.clock, burst: 10, everyMs: 30_000, keys: 10_000 });
  return (context) => {
    const [, id] = readingsOf.exec(context.req.path) ?? [];
    const [, token] = bearer.exec(context.req.header("authorization") ?? "") ?? [];
    if (context.req.method !== "POST" || id === undefined || token === undefined) return false;
    const from = network(addressOf(site, context));
    const waitMs = tries.take(from);
    if (waitMs > 0) throw tooMany("too many wrong tokens from this address", waitMs);
    const accepts =
      site.lookout.check(id)?.check.acceptsPush ?? ((brought: string) => sameSecret(brought, "") && false);
    if (!accepts(token)) return false;
    tries.reset(from);
    return true;
  };
};
