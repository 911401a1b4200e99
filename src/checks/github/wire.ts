import type { CheckSurroundings } from "../../core/check-type.ts";
import type { RunContext } from "../../core/check.ts";
import { requestHttp, type HttpAnswered, type HttpFailed } from "../../net/http-request.ts";
import { chooseProxy } from "../../net/proxy.ts";
import { secureContext, sharedTls } from "../../net/secure-context.ts";
import { readPems } from "../../options/network.ts";
import { version } from "../../version.ts";
import type { GitHubOptions } from "./options.ts";
import type { RunTime } from "./run-time.ts";

/** One request to the API. */
export interface ApiRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  /** What it is about, for what is said of it: a REST path or `GraphQL`. */
  readonly path: string;
  /** The limit that it counts against. */
  readonly resource: "core" | "graphql";
  /** Asked when it is about to leave: who was before in the line may have brought the same. */
  readonly conditions?: () => Promise<Readonly<Record<string, string>>>;
  /** Called with the answer before the next in line may go. */
  readonly keep?: (answer: ApiAnswer) => void;
  /** JSON. */
  readonly body?: string;
}

/** A complete answer, its body read as JSON where it is that. */
export interface ApiAnswer extends Pick<HttpAnswered, "status" | "headers"> {
  readonly kind: "answered";
  /** Absent when the body is empty or not JSON. */
  readonly json: unknown;
  readonly isJson: boolean;
  /** Its `message`; empty when there is none. */
  readonly message: string;
}

/** Sends one request, once. */
export type Send = (
  request: ApiRequest,
  authorization: string | undefined,
  time: RunTime,
  run: RunContext,
) => Promise<ApiAnswer | HttpFailed>;

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const apiVersion = "2022-11-28";

/** GitHub itself gives up after ten seconds. */
const requestMs = 20_000;

const limits = { headerBytes: 65_536, bodyBytes: 8_388_608, decompressedBytes: 33_554_432 };

const readJson = (body: Uint8Array): Pick<ApiAnswer, "json" | "isJson" | "message"> => {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    const message: unknown = typeof json === "object" && json !== null ? Reflect.get(json, "message") : "";
    return { json, isJson: true, message: typeof message === "string" ? message : "" };
  } catch {
    return { json: undefined, isJson: false, message: "" };
  }
};

/**
 * @throws {Error} when the proxy or the certificates cannot be used
 */
export const createSend = (
  options: Pick<GitHubOptions, "api_url" | "ca" | "proxy">,
  { env, readFile }: Pick<CheckSurroundings, "env" | "readFile">,
  redact: (text: string) => string,
): Send => {
  const tls = sharedTls({ ca: readPems({ ca: options.ca }, readFile).ca });
  secureContext(tls);
  chooseProxy(new URL(options.api_url), options.proxy, env);
  const usual = {
    accept: "application/vnd.github+json",
    "user-agent": `hinomi/${version}`,
    "x-github-api-version": apiVersion,
  };
  return async ({ method, url, conditions, body }, authorization, time, { clock, trace }) => {
    const headers = await conditions?.();
    const exchange = await requestHttp({
      url,
      method,
      headers: {
        ...usual,
        ...headers,
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body }),
      clock,
      timeoutMs: Math.min(requestMs, time.leftMs()),
      signal: time.signal,
      limits,
      tls,
      env,
      ...(options.proxy !== undefined && { proxy: options.proxy }),
      ...(trace && { trace: (line) => trace(redact(line)) }),
    });
    if (exchange.kind === "failed") return exchange;
    const { status, headers: answered } = exchange;
    return { kind: "answered", status, headers: answered, ...readJson(exchange.body) };
  };
};
