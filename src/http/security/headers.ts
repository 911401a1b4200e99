import type { MiddlewareHandler } from "hono";
import type { Site, SiteEnv } from "../site.ts";
import { isHttps } from "./connection.ts";

/** Nothing from elsewhere, nothing inline without this answer's nonce, in nobody's frame. */
const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/**
 * The security headers of every answer. The referrer policy is `same-origin`, not `no-referrer`: with the latter,
 * browsers send `Origin: null` with our own forms, and the same-origin rule would refuse them.
 */
export const securityHeaders =
  (site: Site): MiddlewareHandler<SiteEnv> =>
  async (context, next) => {
    context.set("nonce", Buffer.from(site.randomBytes(16)).toString("base64"));
    await next();
    const headers = context.res.headers;
    const isPage = headers.get("content-type")?.startsWith("text/html");
    // What is public by a link says itself who may frame it.
    if (!headers.has("content-security-policy"))
      headers.set(
        "content-security-policy",
        isPage ? pagePolicy(context.get("nonce")) : "default-src 'none'; frame-ancestors 'none'",
      );
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "same-origin");
    if (!headers.has("cross-origin-resource-policy"))
      headers.set("cross-origin-resource-policy", "same-origin");
    if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
    if (!isHttps(site, context)) return;
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("strict-transport-security", "max-age=31536000");
  };
