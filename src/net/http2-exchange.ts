import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Attempt } from "./attempt.ts";
import type { BegunAnswer, HttpLimits } from "./begun-answer.ts";
import { decodeBody } from "./decode-body.ts";
import { HttpHeaders } from "./http-headers.ts";
import { closedEarly, goneAway, http2Failure, streamReset, type Http2Progress } from "./http2-failure.ts";
import { BodyBuffer } from "./http1/body-buffer.ts";
import { NetworkFailure } from "./network-failure.ts";
import { redactHeader } from "./redact.ts";
import type { WireRequest } from "./wire-request.ts";

interface Head {
  readonly status: number;
  readonly headers: HttpHeaders;
}

const requestHeaders = (wire: WireRequest) => {
  const fields: Record<string, string> = {
    ":method": wire.method,
    ":scheme": "https",
    ":path": wire.target,
  };
  for (const [name, value] of wire.headers()) fields[name === "host" ? ":authority" : name] = value;
  return fields;
};

const requestLines = (wire: WireRequest): readonly string[] =>
  wire.lines().map((line, at) => (at === 0 ? line.replace(/HTTP\/1\.1$/, "HTTP/2") : line));

const answerLines = ({ status, headers }: Head): readonly string[] => [
  `< HTTP/2 ${status}`,
  ...Array.from(headers.entries(), ([name, value]) => `< ${redactHeader(name, value)}`),
];

/**
 * The answer's head from names and values in turn, as they came.
 * @throws {NetworkFailure} `headers-too-large`: the target need not know our limit yet, so we count ourselves
 */
const readHead = (raw: readonly string[], headerBytes: number): Head => {
  const headers = new HttpHeaders();
  let status = 0;
  let bytes = 0;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const value = raw[at + 1] ?? "";
    bytes += name.length + value.length + 4;
    if (name === ":status") status = Number(value);
    else headers.append(name, value);
  }
  if (bytes > headerBytes) throw tooLarge(headerBytes);
  return { status, headers };
};

/** Node's own bound on their number. */
const mostHeaders = 128;

const tooLarge = (headerBytes: number) =>
  new NetworkFailure(
    "headers-too-large",
    `the answer's headers are larger than ${headerBytes} bytes or more than ${mostHeaders}`,
  );

/** One request and its answer on a connection of its own. */
class Http2Exchange {
  readonly #attempt: Attempt;
  readonly #limits: HttpLimits;
  readonly #session: ClientHttp2Session;
  readonly #body: BodyBuffer;
  #head: Head | undefined;
  #heard = false;
  #ended = false;
  #failure: NetworkFailure | undefined;
  /** Tells the one who waits that something has changed. */
  #notify: () => void = () => {};

  constructor(socket: Socket, limits: HttpLimits, attempt: Attempt) {
    this.#attempt = attempt;
    this.#limits = limits;
    this.#body = new BodyBuffer(limits.bodyBytes);
    this.#session = attempt.own(
      // Each request names its own authority.
      connect("https://target.invalid", {
        createConnection: () => socket,
        maxHeaderListPairs: mostHeaders,
        settings: { enablePush: false, maxHeaderListSize: limits.headerBytes },
      }),
    );
    this.#session.once("remoteSettings", () => (this.#heard = true));
    this.#session.on("goaway", (code) => {
      if (code !== constants.NGHTTP2_NO_ERROR) this.#fail(goneAway(code, this.#progress()));
    });
    this.#session.on("error", (error) => this.#fail(http2Failure(error, this.#progress())));
    this.#session.once("close", () => this.#fail(closedEarly(this.#progress())));
    socket.once("error", (error) => this.#fail(http2Failure(error, this.#progress())));
  }

  async send(wire: WireRequest, onSent: () => void): Promise<Head> {
    this.#attempt.trace(() => requestLines(wire));
    this.#attempt.enter("first_byte");
    const stream = this.#session.request(requestHeaders(wire), { endStream: wire.body === undefined });
    this.#listen(stream, wire);
    if (wire.body === undefined) stream.once("ready", onSent);
    else stream.end(wire.body, onSent);
    await this.#until(() => this.#head !== undefined);
    const head = this.#head ?? readHead([], 0);
    this.#attempt.trace(() => answerLines(head));
    return head;
  }

  async body(): Promise<Buffer> {
    await this.#until(() => this.#ended);
    this.#attempt.leave();
    return this.#body.read();
  }

  discard(): void {
    this.#session.destroy();
  }

  #progress(): Http2Progress {
    return {
      answered: this.#head !== undefined,
      bodyBytes: this.#body.read().length,
      heard: this.#heard,
    };
  }

  /** Whether the body is shorter than was announced, where it can be. */
  #isShort(method: string): boolean {
    const { status = 0, headers } = this.#head ?? {};
    const announced = headers?.get("content-length");
    if (!announced || method === "HEAD" || status === 204 || status === 304) return false;
    return this.#body.read().length < Number(announced);
  }

  #listen(stream: ClientHttp2Stream, wire: WireRequest): void {
    stream.on("headers", (headers) =>
      this.#attempt.trace(`< HTTP/2 ${String(headers[":status"]).slice(0, 3)}`),
    );
    stream.once("response", (_headers, _flags, raw?: readonly string[]) => {
      this.#attempt.enter("transfer");
      this.#try(() => (this.#head = readHead(raw ?? [], this.#limits.headerBytes)));
    });
    stream.on("data", (chunk: Buffer) => this.#try(() => this.#body.add(chunk, 0, chunk.length)));
    stream.once("end", () => {
      // A stream that was reset ends too, and Node does not tell which it was when the code is no error.
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) return;
      if (this.#isShort(wire.method)) this.#fail(closedEarly(this.#progress()));
      else this.#ended = true;
      this.#notify();
    });
    // Its close says how it ended.
    stream.once("error", () => {});
    stream.once("close", () => this.#closed(stream, wire));
  }

  #closed(stream: ClientHttp2Stream, { method }: WireRequest): void {
    // Then Node ends the stream itself, by a code of its own choice, and the session says what happened.
    if (this.#session.destroyed || this.#session.closed) return;
    const { rstCode } = stream;
    // Node gives a stream up with this code, and says no more, when the headers exceed what we announced.
    if (rstCode === constants.NGHTTP2_ENHANCE_YOUR_CALM && !this.#head)
      this.#fail(tooLarge(this.#limits.headerBytes));
    else if (this.#isShort(method) && rstCode === constants.NGHTTP2_PROTOCOL_ERROR)
      this.#fail(closedEarly(this.#progress()));
    else this.#fail(streamReset(rstCode, this.#progress()));
  }

  #try(take: () => void): void {
    if (this.#failure) return;
    try {
      take();
      this.#notify();
    } catch (error) {
      this.#fail(http2Failure(error, this.#progress()));
    }
  }

  /** A later trouble only follows from the first, and tells less. */
  #fail(failure: NetworkFailure): void {
    if (this.#ended || this.#failure) return;
    this.#failure = failure;
    this.#session.destroy();
    this.#notify();
  }

  async #until(reached: () => boolean): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (reached()) return;
    await this.#attempt.wait<void>((resolve, reject) => {
      this.#notify = () => {
        if (this.#failure) reject(this.#failure);
        else if (reached()) resolve();
      };
    });
  }
}

/** HTTP/2's way of `exchangeHttp` (RFC 9113), over a connection whose ends have agreed on `h2`. */
export const exchangeHttp2 = async (
  socket: Socket,
  wire: WireRequest,
  limits: HttpLimits,
  attempt: Attempt,
  onSent: () => void,
): Promise<BegunAnswer> => {
  const exchange = new Http2Exchange(socket, limits, attempt);
  const { status, headers } = await exchange.send(wire, onSent);
  return {
    status,
    statusText: "",
    httpVersion: "2",
    headers,
    discard: () => exchange.discard(),
    readBody: async () => {
      const body = await exchange.body();
      return decodeBody(body, headers.get("content-encoding"), limits.decompressedBytes, attempt);
    },
  };
};
