import { acceptedEncodings } from "./decode-body.ts";
import { proxyHeaders } from "./proxy.ts";
import type { Hop } from "./redirect.ts";
import { basicAuthorization, userInfo } from "./user-info.ts";
import { writeFields, writeRequest, type WireRequest } from "./wire-request.ts";

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

type Headers = Readonly<Record<string, string>>;

const noHeaders: Headers = {};

/** Checks give the same object in every run, and many checks give one: what is made of it is kept as long as it is. */
const cleaned = new WeakMap<Headers, Headers>();
const written = new WeakMap<Headers, string>();

/** In lower case, without those that are ours. */
const cleanHeaders = (headers: Headers): Headers => {
  const known = cleaned.get(headers);
  if (known) return known;
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lowerCased = name.toLowerCase();
    if (!ownHeaders.has(lowerCased)) clean[lowerCased] = value;
  }
  cleaned.set(headers, clean);
  return clean;
};

/** All but `host`, which depends on the address, and the length, which depends on the body. */
const writeOthers = (headers: Headers): string => {
  const known = written.get(headers);
  if (known !== undefined) return known;
  const usual = { "user-agent": "Hinomi", accept: "*/*", "accept-encoding": acceptedEncodings };
  const { host: _host, ...others } = headers;
  const text = writeFields({ ...usual, ...others });
  written.set(headers, text);
  return text;
};

/** The address that is asked first; user and password in it become basic authorization. */
export const firstHop = ({ url: text, method = "GET", headers: given = noHeaders, body }: Asked): Hop => {
  const url = new URL(text);
  let headers = cleanHeaders(given);
  const info = userInfo(url);
  if (info) {
    headers = { authorization: basicAuthorization(info), ...headers };
    url.username = "";
    url.password = "";
  }
  if (url.hash !== "") url.hash = "";
  return { url, method, headers, ...(body !== undefined && { body }) };
};

const contentLength = ({ method, body }: Hop): string => {
  if (body !== undefined) return `content-length: ${Buffer.byteLength(body)}\r\n`;
  return method === "POST" || method === "PUT" || method === "PATCH" ? "content-length: 0\r\n" : "";
};

/**
 * The request that a hop is asked with, through the proxy when it is told the whole address.
 * @throws {TypeError} when the method or a header cannot be sent as it is
 */
export const requestOf = (hop: Hop, proxy: URL | undefined): WireRequest => {
  const { url, method, headers, body } = hop;
  const { host } = headers;
  // The host of a URL has no character that could end a line.
  const hostField = host === undefined ? `host: ${url.host}\r\n` : writeFields({ host });
  const fields = hostField + writeOthers(headers) + contentLength(hop);
  if (!proxy) return writeRequest(method, url.pathname + url.search, fields, body);
  return writeRequest(method, url.href, fields + writeFields(proxyHeaders(proxy)), body);
};
