import type { Clock } from "../core/clock.ts";
import { attemptTo, type Attempt, type Failure, type Findings } from "./attempt.ts";
import { dial } from "./dial.ts";
import { exchangeHttp, type BegunAnswer } from "./http-exchange.ts";
import { NetworkFailure } from "./network-failure.ts";
import { bareHost } from "./open-socket.ts";
import { chooseProxy, proxyHeaders } from "./proxy.ts";
import { acceptedEncodings } from "./read-body.ts";
import { redactUrl } from "./redact.ts";
import { followRedirect, isRedirect, type Hop, type Redirect } from "./redirect.ts";
import type { Family, Lookup } from "./resolve-host.ts";
import type { TlsOptions } from "./secure-socket.ts";
import type { Phases } from "./stopwatch.ts";
import { basicAuthorization, userInfo } from "./user-info.ts";

interface HttpLimits {
  /** Default 32 KiB. */
  readonly headerBytes: number;
  /** The body on the wire. Default 4 MiB. */
  readonly bodyBytes: number;
  /** The body after decompression. Default 16 MiB. */
  readonly decompressedBytes: number;
}

/** One HTTP request with everything that decides how it is made. */
export interface HttpRequest {
  /** Absolute http or https; user and password in it become basic authorization. */
  readonly url: string;
  /** Default `GET`. */
  readonly method?: string;
  /** `host`, `user-agent`, `accept` and `accept-encoding` have defaults; what frames the message is ours. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly clock: Clock;
  /** For the whole exchange, redirects included. The phase that runs when it ends gives the reason. */
  readonly timeoutMs: number;
  /** Additional limits of single phases. */
  readonly phaseTimeoutsMs?: Phases;
  /** Ends the exchange with `run-interrupted`. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<HttpLimits>;
  /** How many redirects to follow. Default 0: a redirect is an answer like any other. */
  readonly maxRedirects?: number;
  readonly family?: Family;
  readonly tls?: TlsOptions;
  /** A proxy's URL, or `none`. Absent: what `env` says. */
  readonly proxy?: string;
  /** For `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`. Absent: no proxy. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly allowLinkLocal?: boolean;
  /** Absent: the system's resolver. */
  readonly lookup?: Lookup;
  /** Gets each step as one line, curl's way: `*`, `>`, `<`. Credential headers and URLs' secrets are masked. */
  readonly trace?: (line: string) => void;
}

interface Exchange extends Findings {
  readonly redirects: readonly Redirect[];
  /** The address that was asked last, without secrets. */
  readonly url: string;
}

/** The target answered completely, with whatever status. */
export interface HttpAnswered extends Exchange {
  readonly kind: "answered";
  readonly status: number;
  readonly statusText: string;
  /** `1.1` or `1.0`. */
  readonly httpVersion: string;
  readonly headers: Headers;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** There is no complete answer. */
export interface HttpFailed extends Exchange, Failure {
  /** True when the whole request had left: the target may have acted on it. */
  readonly sent: boolean;
  /** When the answer had begun. */
  readonly status?: number;
}

export type HttpExchange = HttpAnswered | HttpFailed;

const defaultLimits: HttpLimits = {
  headerBytes: 32_768,
  bodyBytes: 4_194_304,
  decompressedBytes: 16_777_216,
};

const ownHeaders = ["connection", "content-length", "transfer-encoding", "expect", "upgrade"];

const headersFor = (hop: Hop): Record<string, string> => ({
  host: hop.url.host,
  "user-agent": "Hinomi",
  accept: "*/*",
  "accept-encoding": acceptedEncodings,
  ...hop.headers,
  ...(hop.body !== undefined && { "content-length": String(Buffer.byteLength(hop.body)) }),
});

const firstHop = (request: HttpRequest): Hop => {
  const url = new URL(request.url);
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {})
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !ownHeaders.includes(name)),
  );
  const info = userInfo(url);
  if (info) headers["authorization"] ??= basicAuthorization(info);
  url.username = "";
  url.password = "";
  url.hash = "";
  return {
    url,
    method: request.method ?? "GET",
    headers,
    ...(request.body !== undefined && { body: request.body }),
  };
};

/** One object for all, so that its certificates are read once. */
const usualTls: TlsOptions = {};

/** A client certificate and a chosen name are meant for the first origin only. */
const tlsFor = (tls: TlsOptions = usualTls, foreign: boolean): TlsOptions =>
  foreign ? { ...(tls.ca && { ca: tls.ca }), ...(tls.verify === false && { verify: false }) } : tls;

/** How far an exchange has come: what a failure tells beside its reason. */
interface Progress {
  hop: Hop;
  sent: boolean;
  status?: number;
  readonly visited: Set<string>;
  readonly redirects: Redirect[];
}

const ask = async (request: HttpRequest, progress: Progress, attempt: Attempt): Promise<BegunAnswer> => {
  const { hop, redirects } = progress;
  const { url } = hop;
  const secure = url.protocol === "https:";
  const proxy = chooseProxy(url, request.proxy, request.env ?? {});
  const foreign = redirects.length > 0 && url.origin !== new URL(request.url).origin;
  const socket = await dial(
    {
      host: bareHost(url),
      port: Number(url.port || (secure ? 443 : 80)),
      family: request.family,
      lookup: request.lookup,
      allowLinkLocal: request.allowLinkLocal,
      proxy,
      ...(secure && { tls: tlsFor(request.tls, foreign), protocols: ["http/1.1"] }),
    },
    attempt,
  );
  const viaProxy = proxy !== undefined && !secure;
  return exchangeHttp(
    socket,
    {
      method: hop.method,
      target: viaProxy ? url.href : url.pathname + url.search,
      headers: { ...headersFor(hop), ...(viaProxy && proxyHeaders(proxy)) },
      body: hop.body,
    },
    request.limits?.headerBytes ?? defaultLimits.headerBytes,
    attempt,
    () => (progress.sent = true),
  );
};

const goOn = (progress: Progress, answer: BegunAnswer, max: number): void => {
  const { hop, visited, redirects } = progress;
  const next = followRedirect(hop, answer.status, answer.headers.get("location"));
  const to = redactUrl(next.url);
  redirects.push({ status: answer.status, from: redactUrl(hop.url), to });
  visited.add(`${hop.method} ${hop.url.href}`);
  if (visited.has(`${next.method} ${next.url.href}`))
    throw new NetworkFailure("redirect-loop", `redirected to ${to} again`);
  if (redirects.length > max)
    throw new NetworkFailure("too-many-redirects", `more than ${max} redirects, the last to ${to}`);
  progress.hop = next;
  progress.sent = false;
  progress.status = undefined;
};

const converse = async (
  request: HttpRequest,
  progress: Progress,
  attempt: Attempt,
): Promise<HttpAnswered> => {
  const { maxRedirects = 0 } = request;
  for (;;) {
    const answer = await ask(request, progress, attempt);
    progress.status = answer.status;
    if (maxRedirects === 0 || !isRedirect(answer.status)) {
      const body = await answer.readBody({ ...defaultLimits, ...request.limits });
      const { status, statusText, httpVersion, headers } = answer;
      const { redirects, hop } = progress;
      const seen = { status, statusText, httpVersion, headers, body, redirects, url: redactUrl(hop.url) };
      return { kind: "answered", ...seen, ...attempt.findings() };
    }
    answer.discard();
    goOn(progress, answer, maxRedirects);
    attempt.trace(`* redirected to ${redactUrl(progress.hop.url)}`);
  }
};

/**
 * Makes one HTTP/1.1 exchange over a connection of its own and releases everything before it answers. Whatever the
 * target or the network does is a value. Header names become lower case.
 * @throws {TypeError} when the URL, the method or a header cannot be sent as it is
 * @throws {Error} when the proxy or a certificate in the options cannot be used
 */
export const requestHttp = async (request: HttpRequest): Promise<HttpExchange> => {
  const progress: Progress = { hop: firstHop(request), sent: false, visited: new Set(), redirects: [] };
  const found = await attemptTo(request, (attempt) => converse(request, progress, attempt));
  if (found.kind === "answered") return found;
  const { sent, status, redirects, hop } = progress;
  return { ...found, sent, status, redirects, url: redactUrl(hop.url) };
};
