import { constants } from "node:http2";
import { errorCode, isReset, NetworkFailure, tlsFailure } from "./network-failure.ts";

/** How far an exchange had come when it failed. */
export interface Http2Progress {
  /** The final answer's headers have arrived. */
  readonly answered: boolean;
  /** Of the answer. */
  readonly bodyBytes: number;
  /** Whether anything at all was received. */
  readonly heard: boolean;
}

const errorNames = new Map(
  Object.entries(constants).flatMap(([name, code]) =>
    /^NGHTTP2_(NO_ERROR|[A-Z0-9_]*(ERROR|TIMEOUT|CLOSED|STREAM|CANCEL|CALM|SECURITY|REQUIRED))$/.test(name) &&
    !name.includes("_ERR_") &&
    typeof code === "number"
      ? [[code, name.slice("NGHTTP2_".length)] as const]
      : [],
  ),
);

/** `REFUSED_STREAM`: the words of RFC 9113 7. */
const nameOf = (code: number): string => errorNames.get(code) ?? `error ${code}`;

const invalid = (said: string) =>
  new NetworkFailure("invalid-response", `the answer is not valid HTTP/2: ${said}`);

/** The target ended the stream itself (RST_STREAM). */
export const streamReset = (code: number, { answered, bodyBytes }: Http2Progress): NetworkFailure => {
  if (code === constants.NGHTTP2_PROTOCOL_ERROR) return invalid("it breaks the protocol's rules");
  const where = answered ? `after ${bodyBytes} bytes of the body` : "before the answer";
  return new NetworkFailure("connection-reset", `the target reset the stream ${where} (${nameOf(code)})`);
};

/** The target refused the whole connection (GOAWAY). */
export const goneAway = (code: number, { answered }: Http2Progress): NetworkFailure => {
  const detail = `the target ended the connection ${answered ? "inside the answer" : "before the answer"} (GOAWAY, ${nameOf(code)})`;
  return new NetworkFailure("connection-reset", detail);
};

/** The connection closed without a word about why. */
export const closedEarly = ({ answered, heard }: Http2Progress): NetworkFailure => {
  if (answered) return new NetworkFailure("incomplete-body", "the connection closed before the body's end");
  return heard
    ? new NetworkFailure("empty-reply", "the connection closed without an answer")
    : new NetworkFailure("empty-reply", "the connection closed without a word of HTTP/2");
};

/** What an error of the connection or of our own end of the protocol means. */
export const http2Failure = (error: unknown, progress: Http2Progress): NetworkFailure => {
  if (error instanceof NetworkFailure) return error;
  const known = tlsFailure(error);
  if (known) return known;
  if (isReset(error))
    return new NetworkFailure("connection-reset", "the target reset the connection during the exchange");
  if (errorCode(error) === "ERR_HTTP2_ERROR" || errorCode(error) === "ERR_HTTP2_STREAM_ERROR")
    return invalid(error instanceof Error ? error.message : "unknown error");
  return closedEarly(progress);
};
