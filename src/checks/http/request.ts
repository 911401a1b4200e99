import type { CheckSurroundings } from "../../core/check-type.ts";
import type { HttpRequest } from "../../net/http-request.ts";
import { chooseProxy } from "../../net/proxy.ts";
import { isCredentialName, secretsInUrl } from "../../net/redact.ts";
import { secureContext } from "../../net/secure-socket.ts";
import { basicAuthorization } from "../../net/user-info.ts";
import { readPems } from "../../options/network.ts";
import type { HttpOptions } from "./options.ts";

/** The part of a request that stays the same from run to run. */
export type RequestPlan = Omit<HttpRequest, "clock" | "timeoutMs" | "signal" | "trace">;

const authorization = ({ auth }: HttpOptions): Readonly<Record<string, string>> => {
  if (!auth) return {};
  const value = "bearer" in auth ? `Bearer ${auth.bearer}` : basicAuthorization(auth.basic);
  return { authorization: value };
};

const contentOf = ({ body }: HttpOptions): Pick<HttpRequest, "body" | "headers"> => {
  if (body === undefined) return {};
  if (typeof body === "string") return { body };
  return { body: JSON.stringify(body.json), headers: { "content-type": "application/json" } };
};

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * The request that the options describe.
 * @throws {Error} when a certificate cannot be read or used, or the proxy's address is unusable
 */
export const planRequest = (options: HttpOptions, { env, readFile }: CheckSurroundings): RequestPlan => {
  const { body, headers } = contentOf(options);
  const { servername, verify, timeouts } = options;
  const tls = { ...readPems(options, readFile), servername, verify };
  // Both fail here rather than in every run when they cannot be used.
  secureContext(tls);
  chooseProxy(new URL(options.url), options.proxy, env);
  return {
    url: options.url,
    method: options.method,
    headers: { ...headers, ...authorization(options), ...lowerCased(options.headers) },
    body,
    limits: {
      headerBytes: options.limits.headers,
      bodyBytes: options.limits.body,
      decompressedBytes: options.limits.decompressed,
    },
    maxRedirects: options.redirects.follow ? options.redirects.max : 0,
    family: options.family,
    tls,
    proxy: options.proxy,
    env,
    phaseTimeoutsMs: timeouts,
    allowLinkLocal: options.allow_link_local,
  };
};

/** The secrets that stand in the options themselves, for redaction. */
export const secretsOf = ({ auth, headers, url, proxy = "" }: HttpOptions): readonly string[] => [
  ...(auth ? ["bearer" in auth ? auth.bearer : auth.basic.password] : []),
  ...Object.entries(headers)
    .filter(([name]) => isCredentialName(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, "")]),
  ...secretsInUrl(url),
  ...secretsInUrl(proxy),
];
