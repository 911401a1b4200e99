import type { Socket } from "node:net";
import type { Attempt } from "../attempt.ts";
import type { BegunAnswer, HttpLimits } from "../begun-answer.ts";
import { decodeBody } from "../decode-body.ts";
import { receiveFrom } from "../direct-socket.ts";
import { isReset, NetworkFailure, tlsFailure } from "../network-failure.ts";
import { redactHeader } from "../redact.ts";
import type { WireRequest } from "../wire-request.ts";
import { AnswerParser, type AnswerHead } from "./answer-parser.ts";

/** Head and body as one, so that they leave in one write. */
const wireBytes = ({ head, body }: WireRequest): string | Buffer => {
  if (body === undefined) return head;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return Buffer.concat([Buffer.from(head, "latin1"), bytes]);
};

const answerLines = ({ httpVersion, status, statusText, headers }: AnswerHead): readonly string[] => [
  `< HTTP/${httpVersion} ${status} ${statusText}`.trimEnd(),
  ...Array.from(headers.entries(), ([name, value]) => `< ${redactHeader(name, value)}`),
];

const emptyReply = () => new NetworkFailure("empty-reply", "the connection closed without an answer");

/** One request and its answer. What arrives is parsed at once, whoever waits for it. */
class Exchange {
  readonly #socket: Socket;
  readonly #attempt: Attempt;
  readonly #parser: AnswerParser;
  #receivedBytes = 0;
  #failure: NetworkFailure | undefined;
  /** Tells the one who waits that something has changed. */
  #notify: () => void = () => {};

  constructor(socket: Socket, method: string, limits: HttpLimits, attempt: Attempt) {
    this.#socket = socket;
    this.#attempt = attempt;
    this.#parser = new AnswerParser(method, limits);
  }

  async send(wire: WireRequest, onSent: () => void): Promise<AnswerHead> {
    const attempt = this.#attempt;
    const socket = this.#socket;
    attempt.trace(() => wire.lines());
    attempt.enter("first_byte");
    socket.once("end", this.#end).once("error", this.#break).once("close", this.#end);
    socket.write(wireBytes(wire), "latin1", (error) => {
      if (!error) onSent();
    });
    receiveFrom(socket, this.#receive);
    await this.#until(() => this.#parser.head !== undefined);
    const { head, interim } = this.#parser;
    for (const status of interim) attempt.trace(() => `< HTTP/1.1 ${status}`);
    if (!head) throw emptyReply();
    attempt.trace(() => answerLines(head));
    return head;
  }

  async body(): Promise<Buffer> {
    await this.#until(() => this.#parser.done);
    this.#attempt.leave();
    return this.#parser.body();
  }

  /** Waits only where there is something to wait for: a small answer is there at once. */
  #until(reached: () => boolean): Promise<void> | undefined {
    if (reached()) return undefined;
    if (this.#failure) throw this.#failure;
    return this.#attempt.wait<void>((resolve, reject) => {
      // Not assigned directly: V8 would place the function among old objects, and with it all that it refers to.
      const notify = (): void => {
        if (reached()) resolve();
        else if (this.#failure) reject(this.#failure);
      };
      this.#notify = notify;
    });
  }

  /** Parses more; a later trouble only follows from the first, and tells less. */
  #advance(parse: () => void): void {
    if (this.#parser.done || this.#failure) return;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      this.#failure = error;
    }
    this.#notify();
  }

  readonly #receive = (bytes: Buffer): void =>
    this.#advance(() => {
      this.#receivedBytes += bytes.length;
      try {
        this.#parser.push(bytes);
      } finally {
        // Interim answers do not end the waiting.
        if (this.#parser.begun && this.#attempt.running() === "first_byte") this.#attempt.enter("transfer");
      }
    });

  #finish(): void {
    if (this.#receivedBytes === 0) throw emptyReply();
    this.#parser.end();
  }

  readonly #end = (): void => this.#advance(() => this.#finish());

  readonly #break = (error: Error): void =>
    this.#advance(() => {
      const known = tlsFailure(error);
      if (known) throw known;
      if (!isReset(error)) return this.#finish();
      const detail = `the target reset the connection after ${this.#receivedBytes} bytes`;
      throw new NetworkFailure("connection-reset", detail);
    });
}

/** HTTP/1.1's way of `exchangeHttp`. */
export const exchangeHttp1 = async (
  socket: Socket,
  wire: WireRequest,
  limits: HttpLimits,
  attempt: Attempt,
  onSent: () => void,
): Promise<BegunAnswer> => {
  const exchange = new Exchange(socket, wire.method, limits, attempt);
  const head = await exchange.send(wire, onSent);
  return {
    ...head,
    discard: () => socket.destroy(),
    readBody: async () => {
      const body = await exchange.body();
      return decodeBody(body, head.headers.get("content-encoding"), limits.decompressedBytes, attempt);
    },
  };
};
