import { HttpHeaders } from "../http-headers.ts";
import { NetworkFailure } from "../network-failure.ts";
import { mayBeStatusLine, parseField, parseStatusLine, type StatusLine } from "./answer-head.ts";
import { BodyBuffer } from "./body-buffer.ts";
import { ChunkedBody } from "./chunked-body.ts";
import { framingOf, type Framing } from "./framing.ts";
import { invalidResponse, LineCutter, type Piece } from "./line-cutter.ts";

export interface AnswerLimits {
  /** Of status line and headers, those of interim answers included; and of what a chunked body has of them. */
  readonly headerBytes: number;
  /** As it comes over the wire, chunks joined. */
  readonly bodyBytes: number;
}

export interface AnswerHead extends StatusLine {
  readonly headers: HttpHeaders;
}

/** Where the first digit of the status stands. */
const digitAt = "HTTP/1.1 ".length;

/**
 * Reads one answer to one request out of whatever pieces it arrives in: strict as RFC 9112 allows, bounded, and the
 * same however the pieces are cut. What comes after the answer is left alone.
 */
export class AnswerParser {
  readonly #method: string;
  readonly #limits: AnswerLimits;
  readonly #body: BodyBuffer;
  readonly #lines: LineCutter;
  #statusLine: StatusLine | undefined;
  #headers = new HttpHeaders();
  #framing: Framing = { kind: "none" };
  #chunks: ChunkedBody | undefined;
  #missing = 0;
  /** Of the final answer; interim ones (100, 102, 103) are passed over. */
  head: AnswerHead | undefined;
  /** Whether the first byte of the final answer is there, as soon as that can be told. */
  begun = false;
  /** Statuses of the interim answers. */
  readonly interim: number[] = [];
  done = false;

  constructor(method: string, limits: AnswerLimits) {
    this.#method = method;
    this.#limits = limits;
    this.#body = new BodyBuffer(limits.bodyBytes);
    this.#lines = new LineCutter(limits.headerBytes);
  }

  /**
   * Takes the next piece; its memory may be used again afterwards. Gives how much of it belongs to the answer.
   * @throws {NetworkFailure} `invalid-response`, `headers-too-large` or `body-too-large`
   */
  push(bytes: Buffer): number {
    const piece: Piece = { bytes, at: 0 };
    if (!this.head) this.#readHead(piece);
    if (this.head && !this.done) this.#readBody(piece);
    return piece.at;
  }

  /**
   * Says that the connection has ended.
   * @throws {NetworkFailure} when the answer has not
   */
  end(): void {
    if (!this.head) throw invalidResponse("the connection closed inside its headers");
    if (this.#framing.kind === "until-close") this.done = true;
    if (!this.done)
      throw new NetworkFailure("incomplete-body", "the connection closed before the body's end");
  }

  body(): Buffer {
    return this.#body.read();
  }

  #readHead(piece: Piece): void {
    while (!this.head) {
      if (!this.#statusLine) this.#lookAhead(piece);
      const line = this.#lines.next(piece);
      if (line === undefined) break;
      if (!this.#statusLine) this.#takeStatusLine(line);
      else if (line !== "") parseField(line, this.#headers);
      else this.#endHead(this.#statusLine);
    }
    const { unfinished } = this.#lines;
    if (!this.#statusLine && unfinished !== "")
      this.begun = unfinished.length > digitAt && !unfinished.startsWith("1", digitAt);
  }

  /** Refuses what will be no status line at its first bytes: who does not speak HTTP may never end a line. */
  #lookAhead({ bytes, at }: Piece): void {
    const soon = bytes.toString("latin1", at, at + digitAt);
    if (!mayBeStatusLine(this.#lines.unfinished + soon)) this.#takeStatusLine(soon);
  }

  #takeStatusLine(line: string): void {
    this.begun = !line.startsWith("1", digitAt);
    this.#statusLine = parseStatusLine(line);
  }

  #endHead(line: StatusLine): void {
    const { status } = line;
    const headers = this.#headers;
    const framing = framingOf(this.#method, status, headers);
    if (status === 101)
      throw new NetworkFailure("invalid-response", "the target switched protocols unasked (101)");
    if (status < 200) {
      this.interim.push(status);
      this.#statusLine = undefined;
      this.#headers = new HttpHeaders();
      return;
    }
    this.head = { ...line, headers };
    this.#beginBody(framing);
  }

  #beginBody(framing: Framing): void {
    this.#framing = framing;
    if (framing.kind === "length") {
      this.#missing = framing.bytes;
      this.#body.expect(framing.bytes);
    }
    if (framing.kind === "chunked") this.#chunks = new ChunkedBody(this.#body, this.#limits.headerBytes);
    this.done = framing.kind === "none" || (framing.kind === "length" && framing.bytes === 0);
  }

  #readBody(piece: Piece): void {
    if (this.#chunks) {
      this.done = this.#chunks.push(piece);
      return;
    }
    const left = piece.bytes.length - piece.at;
    const taken = this.#framing.kind === "length" ? Math.min(left, this.#missing) : left;
    this.#body.add(piece.bytes, piece.at, piece.at + taken);
    piece.at += taken;
    this.#missing -= taken;
    this.done = this.#framing.kind === "length" && this.#missing === 0;
  }
}
