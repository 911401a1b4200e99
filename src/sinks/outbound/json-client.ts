import type { SinkSurroundings } from "../../core/sink.ts";
import { requestHttp } from "../../net/http-request.ts";
import { secureContext, type TlsOptions } from "../../net/secure-context.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";

export interface OutboundCall {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Its `content-type` is JSON unless the headers say otherwise. */
  readonly body?: string;
  /** The cloud's own metadata server has a link-local address and is never behind a proxy. */
  readonly isMetadata?: boolean;
  readonly signal: AbortSignal;
}

/** A complete answer, whatever its status. */
export interface Answer {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  /** The body when it is JSON; absent for anything else. */
  readonly json?: unknown;
}

/** There is no complete answer. Whether the request arrived cannot be told: it is to be repeated. */
export interface NoAnswer {
  readonly kind: "unanswered";
  readonly detail: string;
}

export type SendCall = (call: OutboundCall) => Promise<Answer | NoAnswer>;

/** The first column of a table of a hundred thousand lines has its place in it. */
const limits = { bodyBytes: 16_777_216, decompressedBytes: 67_108_864 };

/**
 * Makes the calls of one sink: its time limit, private authority and proxy apply to each, no redirect is followed.
 * @throws {Error} when the file of the authority cannot be read or holds no certificate
 */
export const createJsonClient = (
  options: ConnectionOptions,
  { clock, env, readFile }: Pick<SinkSurroundings, "clock" | "env" | "readFile">,
): SendCall => {
  const tls: TlsOptions = options.ca === undefined ? {} : { ca: readFile(options.ca) };
  secureContext(tls);
  return async ({ url, method, headers, body, isMetadata = false, signal }) => {
    const proxy = isMetadata ? "none" : options.proxy;
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
      allowLinkLocal: isMetadata,
      ...(proxy !== undefined && { proxy }),
    });
    if (exchange.kind === "failed") return { kind: "unanswered", detail: exchange.reason.detail ?? "" };
    const json = parse(exchange.body);
    const { status, headers: answered } = exchange;
    return { kind: "answered", status, headers: answered, ...(json !== undefined && { json }) };
  };
};

const parse = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
};

/** The value at a path of keys; undefined when there is none. */
export const valueAt = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    // Reading any key of any object is allowed; what is found stays unknown.
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );

/** The text at a path of keys; empty when there is none. */
export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : "";
};

/** The list at a path of keys; empty when there is none. */
export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
};
