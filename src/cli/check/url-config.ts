import { redactUrl } from "../../net/redact.ts";
import { UsageError } from "../command.ts";

/** What the command line says about URLs besides the URLs. */
export interface UrlOptions {
  readonly method: string | undefined;
  /** `Name: value`. */
  readonly header: readonly string[];
  readonly data: string | undefined;
  readonly "expect-status": string | undefined;
}

/** True for arguments that name a target; everything else is the id of a check. */
export const isUrl = (word: string): boolean => word.includes("://");

/**
 * A configuration with one check for each URL, as a file would have it: it goes the same way through validation, so
 * that a URL and a file never mean different things.
 * @throws {UsageError} when a URL makes no sense or the options do not belong to its scheme
 */
export const urlConfig = (
  urls: readonly string[],
  options: UrlOptions,
): { readonly checks: readonly object[] } => {
  const taken = new Set<string>();
  const checks = urls.map((text) => {
    const url = parse(text);
    return { id: freeId(idOf(url), taken), ...checkOptions(text, url, options) };
  });
  return { checks };
};

/** @throws {UsageError} when there are options that only make sense for `what` */
export const refuseUrlOptions = (options: UrlOptions, what: string): void => {
  const { method, data, header } = options;
  if (method ?? data ?? options["expect-status"] ?? header[0])
    throw new UsageError(`--method, --header, --data and --expect-status belong to ${what}`);
};

const checkOptions = (text: string, url: URL, options: UrlOptions): object => {
  switch (url.protocol) {
    case "http:":
    case "https:":
      return { type: "http", url: text, ...httpOptions(options) };
    case "tcp:":
    case "tls:":
      refuseUrlOptions(options, "http:// and https:// URLs");
      return { type: url.protocol.slice(0, -1), ...endpoint(url) };
    default:
      throw new UsageError(`${url.protocol}// is not a known kind of URL: use http, https, tcp or tls`);
  }
};

const parse = (text: string): URL => {
  if (!URL.canParse(text)) throw new UsageError(`"${redactUrl(text)}" is not a valid URL`);
  return new URL(text);
};

/** `https://api.example.com/health` is `api.example.com-health`. */
const idOf = ({ host, pathname }: URL): string =>
  `${host}${pathname}`
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 60) || "target";

/** The id, with a number if it is taken; taken from then on. */
const freeId = (wanted: string, taken: Set<string>): string => {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}_${count}`;
  taken.add(id);
  return id;
};

const httpOptions = (options: UrlOptions): object => {
  const { method, header, data, "expect-status": status } = options;
  return {
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(method === undefined && data !== undefined && { method: "POST" }),
    ...(header.length > 0 && { headers: Object.fromEntries(header.map(splitHeader)) }),
    ...(data !== undefined && { body: data }),
    ...(status !== undefined && { expect: { status: status.split(",").map((part) => part.trim()) } }),
  };
};

const splitHeader = (header: string): readonly [string, string] => {
  const colon = header.indexOf(":");
  if (colon < 1) throw new UsageError('a --header is not of the form "Name: value"');
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
};

const endpoint = (url: URL): { readonly host: string; readonly port: number } => {
  const port = url.port === "" && url.protocol === "tls:" ? 443 : Number(url.port);
  if (port === 0 || url.hostname === "")
    throw new UsageError(`"${redactUrl(url)}" needs a host and a port: ${url.protocol}//host:port`);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port };
};
