import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** One request that a fake received. */
export interface FakeCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The query as it came, with names that stand several times. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  /** From JSON or a form; the text itself for anything else. */
  readonly body: unknown;
  readonly text: string;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body: unknown;
}

/** What goes wrong with a call. `after` the service has done its work, or `before`, or with another answer instead. */
export type FakeFailure =
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** The work is done, the answer is held back until `release`. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "answer"; readonly answer: FakeAnswer };

export interface FailureScope {
  /** Only calls whose path ends so. */
  readonly path?: string;
  /** Default 1. */
  readonly times?: number;
}

export interface FakeHttp {
  /** `http://127.0.0.1:port`, or https. */
  readonly url: string;
  readonly calls: readonly FakeCall[];
  readonly failNext: (failure: FakeFailure, scope?: FailureScope) => void;
  /** The first call whose path ends with `path`, also one that came already; `after` skips so many. */
  readonly called: (path: string, after?: number) => Promise<FakeCall>;
  /** Sends the answers held back. */
  readonly release: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts a service on 127.0.0.1 that logs each call, answers with `handle` and fails as it is told. */
export const startFakeHttp = async (input: {
  readonly handle: (call: FakeCall) => FakeAnswer;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Speaks HTTPS with this certificate and key, both PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** A standing reason to fail, asked when no `failNext` applies. */
  readonly fail?: (call: FakeCall) => FakeFailure | undefined;
}): Promise<FakeHttp> => {
  const calls: FakeCall[] = [];
  const failures: { readonly failure: FakeFailure; readonly path: string; left: number }[] = [];
  const waiting: { readonly path: string; skip: number; readonly resolve: (call: FakeCall) => void }[] = [];
  let held: (() => void)[] = [];

  const nextFailure = (call: FakeCall): FakeFailure | undefined => {
    const entry = failures.find(({ path, left }) => left > 0 && call.path.endsWith(path));
    if (entry) entry.left--;
    return entry ? entry.failure : input.fail?.(call);
  };

  const log = (call: FakeCall): void => {
    calls.push(call);
    for (const one of waiting.filter(({ path }) => call.path.endsWith(path))) {
      if (one.skip-- === 0) one.resolve(call);
    }
  };

  const answerCall = (call: FakeCall, response: ServerResponse): void => {
    const failure = nextFailure(call);
    log(call);
    if (failure?.kind === "answer") return write(response, failure.answer);
    if (failure?.kind === "reset" && failure.when === "before") return reset(response);
    const answer = input.handle(call);
    if (!failure) return write(response, answer);
    if (failure.kind === "reset") return reset(response);
    const send = () => write(response, answer);
    if (failure.kind === "hang") held.push(send);
    else setTimeout(send, failure.ms);
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void readCall(request).then(
      (call) => answerCall(call, response),
      () => response.destroy(),
    );
  };
  const server = input.tls ? createTlsServer(input.tls, onRequest) : createServer(onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(input.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `${input.tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    failNext: (failure, { path = "", times = 1 } = {}) => void failures.push({ failure, path, left: times }),
    called: (path, after = 0) => {
      const found = calls.filter((call) => call.path.endsWith(path))[after];
      if (found) return Promise.resolve(found);
      const { promise, resolve } = Promise.withResolvers<FakeCall>();
      waiting.push({ path, skip: after - calls.filter((call) => call.path.endsWith(path)).length, resolve });
      return promise;
    },
    release: () => {
      const due = held;
      held = [];
      for (const send of due) send();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Ends the connection with RST, as a crashed process or a firewall does. */
const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};

const write = (response: ServerResponse, { status, headers, body }: FakeAnswer): void => {
  const isText = typeof body === "string";
  const type = isText && body.startsWith("<") ? "text/html" : isText ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
};

const readCall = async (request: IncomingMessage): Promise<FakeCall> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? "/", "http://fake");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    search: url.search,
    headers: request.headers,
    body: parseBody(request.headers["content-type"] ?? "", text),
    text,
  };
};

const parseBody = (type: string, text: string): unknown => {
  if (type.includes("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The text under a key of an unknown object; empty when there is none. */
export const textOf = (value: unknown, key: string): string => {
  const found =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === "string" ? found : "";
};

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export const createSeededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
