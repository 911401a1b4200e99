import type { CheckSurroundings } from "../../core/check-type.ts";
import type { HttpRequest } from "../../net/http-request.ts";
import { chooseProxy } from "../../net/proxy.ts";
import { isCredentialName, secretsInUrl } from "../../net/redact.ts";
import { secureContext, sharedTls, type TlsOptions } from "../../net/secure-context.ts";
import { basicAuthorization } from "../../net/user-info.ts";
import { readPems } from "../../options/network.ts";
import type { RequestOptions } from "./request-options.ts";

/** How to ask, wherever. Checks whose options are equal share one, and what is made of it. */
type SharedRequest = Omit<RequestOptions, "url">;

/** The part of a request that stays the same from run to run, and that checks with equal options share. */
export type RequestPlan = Omit<HttpRequest, "url" | "clock" | "timeoutMs" | "run" | "trace">;

const authorization = ({ auth }: SharedRequest): Readonly<Record<string, string>> => {
  if (!auth) return {};
  const value = "bearer" in auth ? `Bearer ${auth.bearer}` : basicAuthorization(auth.basic);
  return { authorization: value };
};

const contentOf = ({ body }: SharedRequest): Pick<HttpRequest, "body" | "headers"> => {
  if (body === undefined) return {};
  if (typeof body === "string") return { body };
  return { body: JSON.stringify(body.json), headers: { "content-type": "application/json" } };
};

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const withoutFiles = new WeakMap<SharedRequest, TlsOptions>();

/**
 * How the options' TLS is spoken; the files are read each time, because each check remembers what it read.
 * @throws {Error} when a certificate cannot be read or used
 */
export const planTls = (options: SharedRequest, { readFile }: CheckSurroundings): TlsOptions => {
  const known = withoutFiles.get(options);
  if (known) return known;
  const { servername, verify, tls_resume: resume } = options;
  const tls = sharedTls({ ...readPems(options, readFile), servername, verify, resume });
  // Here rather than in every run.
  secureContext(tls);
  if (!options.ca && !options.cert && !options.key) withoutFiles.set(options, tls);
  return tls;
};

type Environment = CheckSurroundings["env"];

const environments = new WeakMap<Environment, { readonly proxies: Environment | undefined }>();
const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** What an environment says of proxies; absent when that is nothing. The process's own is slow to read in every run. */
export const proxiesOf = (env: Environment): Environment | undefined => {
  const known = environments.get(env);
  if (known) return known.proxies;
  const said = Object.fromEntries(proxyNames.map((name) => [name, env[name]]));
  const names = Object.keys(said).filter((name) => said[name] && name.toUpperCase() !== "NO_PROXY");
  const proxies = names.length > 0 ? said : undefined;
  environments.set(env, { proxies });
  return proxies;
};

/**
 * Fails here rather than in every run when the proxy cannot be used.
 * @throws {Error} when its address is none
 */
export const tryProxy = (url: string, { proxy }: SharedRequest, env: Environment): void => {
  const proxies = proxiesOf(env);
  if (proxy !== undefined || proxies) chooseProxy(new URL(url), proxy, proxies ?? {});
};

/** The request that the options describe, without its address. */
export const planRequest = (options: SharedRequest, tls: TlsOptions, env: Environment): RequestPlan => {
  const { body, headers } = contentOf(options);
  return {
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
    env: proxiesOf(env),
    phaseTimeoutsMs: options.timeouts,
    allowLinkLocal: options.allow_link_local,
    dnsCache: options.dns_cache,
    httpVersion: options.http_version,
  };
};

/** The secrets that stand in the options themselves, for redaction. */
export const secretsOf = ({ auth, headers, proxy = "" }: SharedRequest): readonly string[] => [
  ...(auth ? ["bearer" in auth ? auth.bearer : auth.basic.password] : []),
  ...Object.entries(headers)
    .filter(([name]) => isCredentialName(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, "")]),
  ...secretsInUrl(proxy),
];
