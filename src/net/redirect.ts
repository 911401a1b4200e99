import { NetworkFailure } from "./network-failure.ts";
import { isCredentialName, redactUrl } from "./redact.ts";

/** What is asked of one address: the part of a request that a redirect can change. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One redirect that was followed; addresses without secrets. */
export interface Redirect {
  readonly status: number;
  readonly from: string;
  readonly to: string;
}

const redirectStatuses = [301, 302, 303, 307, 308];

export const isRedirect = (status: number): boolean => redirectStatuses.includes(status);

const becomesGet = (status: number, method: string): boolean =>
  status === 303 ? method !== "HEAD" : (status === 301 || status === 302) && method === "POST";

const targetOf = (location: string | null, base: URL): URL => {
  if (!location) throw new NetworkFailure("redirect-invalid", "the redirect has no Location header");
  const url = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new NetworkFailure(
      "redirect-invalid",
      `the redirect points to ${redactUrl(location)}, not to an http address`,
    );
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
};

/**
 * Where a redirect leads (RFC 9110 15.4): 303, and POST after 301 or 302, go on as GET without a body. Another
 * origin is not told the credentials.
 * @throws {NetworkFailure} `redirect-invalid`
 */
export const followRedirect = (hop: Hop, status: number, location: string | null): Hop => {
  const url = targetOf(location, hop.url);
  const dropsBody = becomesGet(status, hop.method);
  const keep = ([name]: readonly [string, string]) =>
    !(dropsBody && /^content-/i.test(name)) &&
    !(url.origin !== hop.url.origin && (isCredentialName(name) || name.toLowerCase() === "host"));
  return {
    url,
    method: dropsBody ? "GET" : hop.method,
    headers: Object.fromEntries(Object.entries(hop.headers).filter(keep)),
    ...(!dropsBody && hop.body !== undefined && { body: hop.body }),
  };
};
