import { acceptedEncodings } from "./decode-body.ts";
import { proxyHeaders } from "./proxy.ts";
import type { Hop } from "./redirect.ts";
import { basicAuthorization, userInfo } from "./user-info.ts";
import { writeRequest, type WireRequest } from "./wire-request.ts";

interface Asked {
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

/** What frames the message or speaks of the connection is ours. */
const ownHeaders = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const withoutOwn = (headers: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lowerCased = name.toLowerCase();
    if (!ownHeaders.has(lowerCased)) kept[lowerCased] = value;
  }
  return kept;
};

/** The address that is asked first; user and password in it become basic authorization. */
export const firstHop = ({ url: text, method = "GET", headers: given, body }: Asked): Hop => {
  const url = new URL(text);
  const headers = withoutOwn(given);
  const info = userInfo(url);
  if (info) {
    headers["authorization"] ??= basicAuthorization(info);
    url.username = "";
    url.password = "";
  }
  if (url.hash !== "") url.hash = "";
  return { url, method, headers, ...(body !== undefined && { body }) };
};

const contentLength = ({ method, body }: Hop): Readonly<Record<string, string>> => {
  if (body !== undefined) return { "content-length": String(Buffer.byteLength(body)) };
  return method === "POST" || method === "PUT" || method === "PATCH" ? { "content-length": "0" } : {};
};

/**
 * The request that a hop is asked with, through the proxy when it is told the whole address.
 * @throws {TypeError} when the method or a header cannot be sent as it is
 */
export const requestOf = (hop: Hop, proxy: URL | undefined): WireRequest => {
  const { url, method, body } = hop;
  const headers = {
    host: url.host,
    "user-agent": "Hinomi",
    accept: "*/*",
    "accept-encoding": acceptedEncodings,
    ...hop.headers,
    ...contentLength(hop),
    ...(proxy && proxyHeaders(proxy)),
  };
  return writeRequest(method, proxy ? url.href : url.pathname + url.search, headers, body);
};
