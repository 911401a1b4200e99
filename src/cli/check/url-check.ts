import { UsageError } from "../command.ts";

/** What the command line says about a URL besides the URL. */
export interface UrlOptions {
  readonly method?: string;
  /** `Name: value`. */
  readonly headers: readonly string[];
  readonly data?: string;
  readonly expectStatus?: string;
}

/** True for arguments that name a target; everything else is the id of a check. */
export const isUrl = (word: string): boolean => word.includes("://");

/**
 * The configuration of one check for a URL, as a configuration file would have it: it takes the same way through
 * validation, so that a URL and a file never mean different things.
 * @throws {UsageError} when the URL makes no sense or the options do not belong to its scheme
 */
export const urlCheck = (text: string, options: UrlOptions): Readonly<Record<string, unknown>> => {
  const url = parse(text);
  const id = idOf(url);
  switch (url.protocol) {
    case "http:":
    case "https:":
      return { id, type: "http", url: text, ...httpOptions(options) };
    case "tcp:":
    case "tls:":
      refuseHttpOptions(url.protocol, options);
      return { id, type: url.protocol.slice(0, -1), ...endpoint(url) };
    default:
      throw new UsageError(`${url.protocol}// is not a known kind of URL: use http, https, tcp or tls`);
  }
};

const parse = (text: string): URL => {
  if (!URL.canParse(text)) throw new UsageError(`"${text}" is not a valid URL`);
  return new URL(text);
};

/** `https://api.example.com/health` is `api.example.com-health`. */
const idOf = ({ host, pathname }: URL): string =>
  `${host}${pathname}`
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 64) || "target";

const httpOptions = ({ method, headers, data, expectStatus }: UrlOptions) => ({
  ...((method ?? data) !== undefined && { method: method?.toUpperCase() ?? "POST" }),
  ...(headers.length > 0 && { headers: Object.fromEntries(headers.map(splitHeader)) }),
  ...(data !== undefined && { body: data }),
  ...(expectStatus !== undefined && { expect: { status: statusOf(expectStatus) } }),
});

const splitHeader = (header: string): [string, string] => {
  const colon = header.indexOf(":");
  if (colon < 1) throw new UsageError('a --header is not of the form "Name: value"');
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
};

/** `200,301` or `2xx` as the file would have it: codes are numbers there, sets are words. */
const statusOf = (text: string): unknown => {
  const parts = text.split(",").map((part) => (/^\d{3}$/.test(part) ? Number(part) : part));
  return parts.length === 1 ? parts[0] : parts;
};

const refuseHttpOptions = (protocol: string, options: UrlOptions): void => {
  const { method, headers, data, expectStatus } = options;
  if (method ?? data ?? expectStatus ?? headers[0])
    throw new UsageError(`--method, --header, --data and --expect-status do not belong to ${protocol}//`);
};

const endpoint = (url: URL): { host: string; port: number } => {
  if (url.port === "" || url.hostname === "")
    throw new UsageError(`"${url.href}" needs a port: ${url.protocol}//host:port`);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) };
};
