import { request, type ClientRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Attempt } from "./attempt.ts";
import { errorCode, isReset, NetworkFailure, tlsFailure } from "./network-failure.ts";
import { readBody, type BodyLimits } from "./read-body.ts";
import { redactHeader, redactUrl } from "./redact.ts";

export interface WireRequest {
  readonly method: string;
  /** What stands in the request line: a path, or the whole URL for a proxy. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An answer whose headers have arrived and whose body has not been read. */
export interface BegunAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: Headers;
  readBody(limits: BodyLimits): Promise<Uint8Array>;
  /** Closes the connection without reading the body. */
  discard(): void;
}

const parserFailure = (error: unknown, answered: boolean): NetworkFailure | undefined => {
  const code = errorCode(error);
  if (code === "HPE_HEADER_OVERFLOW")
    return new NetworkFailure("headers-too-large", "the answer's headers are larger than allowed");
  if (code === "HPE_INVALID_EOF_STATE" && answered)
    return new NetworkFailure("incomplete-body", "the connection closed before the body's end");
  if (!code.startsWith("HPE_")) return undefined;
  const said = error instanceof Error && "reason" in error ? String(error.reason) : code;
  return new NetworkFailure("invalid-response", `the answer is not valid HTTP: ${said}`);
};

const exchangeFailure = (error: unknown, answered: boolean, bytes: number): NetworkFailure => {
  if (error instanceof NetworkFailure) return error;
  const known = tlsFailure(error) ?? parserFailure(error, answered);
  if (known) return known;
  if (isReset(error))
    return new NetworkFailure("connection-reset", `the target reset the connection after ${bytes} bytes`);
  if (answered) return new NetworkFailure("incomplete-body", "the connection closed before the body's end");
  if (bytes > 0)
    return new NetworkFailure("invalid-response", "the connection closed inside the answer's headers");
  return new NetworkFailure("empty-reply", "the connection closed without an answer");
};

const traceAnswer = (answer: IncomingMessage, attempt: Attempt): void => {
  attempt.trace(`< HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`.trimEnd());
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2)
    attempt.trace(`< ${redactHeader(answer.rawHeaders[at] ?? "", answer.rawHeaders[at + 1] ?? "")}`);
};

const headersOf = (answer: IncomingMessage): Headers => {
  const headers = new Headers();
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at] ?? "", answer.rawHeaders[at + 1] ?? "");
  return headers;
};

/** The first byte of the final answer ends the waiting; interim answers (100, 103) do not. */
const markFirstByte = (message: ClientRequest, attempt: Attempt): void => {
  const mark = () => {
    if (attempt.running() === "first_byte") attempt.enter("transfer");
  };
  message.once("socket", (socket) =>
    socket.on("data", (chunk: Buffer) => {
      if (!chunk.toString("latin1", 0, 10).startsWith("HTTP/1.1 1")) mark();
    }),
  );
  message.on("information", ({ statusCode }) => attempt.trace(`< HTTP/1.1 ${statusCode}`));
  message.once("response", mark);
};

const send = (socket: Socket, wire: WireRequest, headerBytes: number, attempt: Attempt): ClientRequest => {
  attempt.trace(`> ${wire.method} ${redactUrl(wire.target)} HTTP/1.1`);
  for (const [name, value] of Object.entries(wire.headers)) attempt.trace(`> ${redactHeader(name, value)}`);
  attempt.enter("first_byte");
  const message = request({
    createConnection: () => socket,
    method: wire.method,
    path: wire.target,
    headers: { ...wire.headers },
    maxHeaderSize: headerBytes,
    insecureHTTPParser: false,
  });
  markFirstByte(message, attempt);
  message.end(wire.body);
  return message;
};

const begunAnswer = (
  answer: IncomingMessage,
  socket: Socket,
  attempt: Attempt,
  explain: (error: unknown) => NetworkFailure,
): BegunAnswer => {
  answer.on("error", () => {});
  traceAnswer(answer, attempt);
  return {
    status: answer.statusCode ?? 0,
    statusText: answer.statusMessage ?? "",
    httpVersion: answer.httpVersion,
    headers: headersOf(answer),
    discard: () => socket.destroy(),
    readBody: async (limits) => {
      const encoding = answer.headers["content-encoding"] ?? "";
      try {
        const body = await readBody(answer, encoding, limits, attempt);
        attempt.leave();
        return body;
      } catch (error) {
        throw explain(error);
      }
    },
  };
};

/**
 * Sends one request over an open connection and waits for the answer's headers. The connection serves nothing else.
 * `onSent` is called when the whole request has been handed to the system.
 * @throws {NetworkFailure} with what went wrong on the wire
 * @throws {TypeError} when the method or a header cannot be sent as it is
 */
export const exchangeHttp = async (
  socket: Socket,
  wire: WireRequest,
  headerBytes: number,
  attempt: Attempt,
  onSent: () => void,
): Promise<BegunAnswer> => {
  const before = socket.bytesRead;
  const message = send(socket, wire, headerBytes, attempt);
  // Later errors only follow from the first, and tell less.
  let first: unknown;
  const note = (error: unknown) => (first ??= error);
  const explain = (error: unknown, answered: boolean) =>
    exchangeFailure(
      error instanceof NetworkFailure ? error : (first ?? error),
      answered,
      socket.bytesRead - before,
    );
  socket.once("error", note);
  message.on("error", note);
  message.once("finish", onSent);
  try {
    const answer = await attempt.wait<IncomingMessage>((resolve, reject) => {
      message.once("response", resolve);
      message.once("error", reject);
      message.once("upgrade", () =>
        reject(new NetworkFailure("invalid-response", "the target switched protocols unasked (101)")),
      );
    });
    return begunAnswer(answer, socket, attempt, (error) => explain(error, true));
  } catch (error) {
    throw explain(error, false);
  }
};
