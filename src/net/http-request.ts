import type { Clock } from "../core/clock.ts";
import { attemptTo, type Attempt, type AttemptOptions, type Failure, type Findings } from "./attempt.ts";
import { dial, type DialOptions } from "./dial.ts";
import type { BegunAnswer, HttpLimits } from "./begun-answer.ts";
import { exchangeHttp } from "./http-exchange.ts";
import { firstHop, requestOf } from "./hop-request.ts";
import type { HttpHeaders } from "./http-headers.ts";
import { NetworkFailure } from "./network-failure.ts";
import { bareHost } from "./open-socket.ts";
import { chooseProxy } from "./proxy.ts";
import { redactUrl } from "./redact.ts";
import { followRedirect, isRedirect, type Hop, type Redirect } from "./redirect.ts";
import type { Family, Lookup } from "./resolve-host.ts";
import type { TlsOptions } from "./secure-context.ts";
import type { Phases } from "./stopwatch.ts";

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
  /** The run that asks: its end ends the exchange, too. */
  readonly run?: AttemptOptions["run"];
  readonly limits?: Partial<HttpLimits>;
  /** How many redirects to follow. Default 0: a redirect is an answer like any other. */
  readonly maxRedirects?: number;
  readonly family?: Family;
  readonly tls?: TlsOptions;
  /** `2`: HTTP/2 where the target offers it over TLS, else 1.1. Default `1.1`. */
  readonly httpVersion?: "1.1" | "2";
  /** A proxy's URL, or `none`. Absent: what `env` says. */
  readonly proxy?: string;
  /** For `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`. Absent: no proxy. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly allowLinkLocal?: boolean;
  /** False asks the system's resolver in every exchange. */
  readonly dnsCache?: boolean;
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
  /** `1.1`, `1.0` or `2`. */
  readonly httpVersion: string;
  readonly headers: HttpHeaders;
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

/** One object for all, so that its certificates are read once. */
const usualTls: TlsOptions = {};

/** A client certificate and a chosen name are meant for the first origin only. */
const tlsFor = (tls: TlsOptions = usualTls, foreign: boolean): TlsOptions =>
  foreign ? { ...(tls.ca && { ca: tls.ca }), ...(tls.verify === false && { verify: false }) } : tls;

/** Redaction has something to look for only where there are parameters, or what could be user and password. */
const shown = ({ href }: URL): string => (/[?&@]/.test(href) ? redactUrl(href) : href);

/** How far an exchange has come: what a failure tells beside its reason. */
interface Progress {
  hop: Hop;
  sent: boolean;
  status?: number;
  /** Those that redirected; most exchanges have none. */
  visited?: Set<string>;
  readonly redirects: Redirect[];
}

const onlyHttp1 = ["http/1.1"];
const either = ["h2", "http/1.1"];

const dialOptionsFor = (request: HttpRequest, { hop, redirects }: Progress): DialOptions => {
  const { url } = hop;
  const { family, lookup, allowLinkLocal, dnsCache, httpVersion } = request;
  const secure = url.protocol === "https:";
  const foreign = redirects.length > 0 && url.origin !== new URL(request.url).origin;
  return {
    host: bareHost(url),
    port: Number(url.port || (secure ? 443 : 80)),
    family,
    lookup,
    allowLinkLocal,
    dnsCache,
    proxy: chooseProxy(url, request.proxy, request.env ?? {}),
    ...(secure && { tls: tlsFor(request.tls, foreign), protocols: httpVersion === "2" ? either : onlyHttp1 }),
  };
};

const ask = async (request: HttpRequest, progress: Progress, attempt: Attempt): Promise<BegunAnswer> => {
  const options = dialOptionsFor(request, progress);
  // In a tunnel the proxy does not see the request.
  const wire = requestOf(progress.hop, options.tls ? undefined : options.proxy);
  const limits = { ...defaultLimits, ...request.limits };
  const socket = await dial(options, attempt);
  const answer = await exchangeHttp(socket, wire, limits, attempt, () => (progress.sent = true));
  if (request.httpVersion === "2" && answer.httpVersion !== "2")
    attempt.trace("* HTTP/2 was not offered: HTTP/1.1 it is");
  return answer;
};

const goOn = (progress: Progress, answer: BegunAnswer, max: number): void => {
  const { hop, redirects } = progress;
  const visited = (progress.visited ??= new Set());
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
      const body = await answer.readBody();
      const { status, statusText, httpVersion, headers } = answer;
      const { redirects, hop } = progress;
      const seen = { status, statusText, httpVersion, headers, body, redirects, url: shown(hop.url) };
      return { kind: "answered", ...seen, ...attempt.findings() };
    }
    answer.discard();
    goOn(progress, answer, maxRedirects);
    const { hop } = progress;
    attempt.trace(() => `* redirected to ${redactUrl(hop.url)}`);
  }
};

/**
 * Makes one HTTP exchange over a connection of its own and releases everything before it answers. Whatever the
 * target or the network does is a value. Header names become lower case.
 * @throws {TypeError} when the URL, the method or a header cannot be sent as it is
 * @throws {Error} when the proxy or a certificate in the options cannot be used
 */
export const requestHttp = async (request: HttpRequest): Promise<HttpExchange> => {
  const progress: Progress = { hop: firstHop(request), sent: false, redirects: [] };
  const found = await attemptTo(request, (attempt) => converse(request, progress, attempt));
  if (found.kind === "answered") return found;
  const { sent, status, redirects, hop } = progress;
  return { ...found, sent, status, redirects, url: shown(hop.url) };
};
