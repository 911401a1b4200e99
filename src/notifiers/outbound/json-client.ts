import type { DeliveryResult, NotifierSurroundings } from "../../core/notifier.ts";
import { requestHttp, type HttpFailed } from "../../net/http-request.ts";
import { secureContext, type TlsOptions } from "../../net/secure-context.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";

interface OutboundCall {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Already JSON. */
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** A complete answer, whatever its status. */
export interface Answer {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly text: string;
  /** The body when it is a JSON object; absent for anything else, HTML above all. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/**
 * True for a success that is not in the service's words, yet no web page either. Of a webhook it counts as taken:
 * repeating it would repeat the message.
 */
export const isOddSuccess = ({ status, headers, text }: Answer): boolean =>
  status >= 200 &&
  status < 300 &&
  !(headers.get("content-type") ?? "").includes("html") &&
  !text.trimStart().startsWith("<");

/** No complete answer: what that means for the delivery. */
export interface NoAnswer {
  readonly kind: "unanswered";
  readonly result: DeliveryResult;
}

export type SendCall = (call: OutboundCall) => Promise<Answer | NoAnswer>;

/** A chat's answer is small; anything larger is not its answer. */
const limits = { bodyBytes: 262_144, decompressedBytes: 1_048_576 };

/**
 * Makes the calls of one channel: its time limit, private authority and proxy apply to each, no redirect is followed.
 * @throws {Error} when the file of the authority cannot be read or holds no certificate
 */
export const createJsonClient = (
  options: ConnectionOptions,
  { clock, env, readFile }: Pick<NotifierSurroundings, "clock" | "env" | "readFile">,
): SendCall => {
  const tls: TlsOptions = options.ca === undefined ? {} : { ca: readFile(options.ca) };
  secureContext(tls);
  return async ({ url, method, headers, body, signal }) => {
    const exchange = await requestHttp({
      url,
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      clock,
      env,
      tls,
      limits,
      signal,
      timeoutMs: options.timeout,
      ...(options.proxy !== undefined && { proxy: options.proxy }),
    });
    if (exchange.kind === "failed") return { kind: "unanswered", result: classifyFailure(exchange) };
    const text = new TextDecoder().decode(exchange.body);
    const json = parseObject(text);
    const { status, headers: answered } = exchange;
    return { kind: "answered", status, headers: answered, text, ...(json && { json }) };
  };
};

/** Once the whole request has left, the other side may have acted on it. */
const classifyFailure = ({ sent, reason }: HttpFailed): DeliveryResult => {
  const isTrust = reason.code === "tls-self-signed" || reason.code === "tls-untrusted";
  const remedy = isTrust ? "; name your authority's certificate in the option ca" : "";
  return { kind: sent ? "uncertain" : "failed", detail: `${reason.detail}${remedy}` };
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** The value as an object with unknown contents, when it is one. */
const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

/** The text at a path of keys; empty when there is none. */
export const textAt = (value: unknown, ...path: readonly string[]): string => {
  const found = path.reduce<unknown>((inner, key) => asRecord(inner)?.[key], value);
  return typeof found === "string" ? found : "";
};
