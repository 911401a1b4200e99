import { HttpHeaders } from "../http-headers.ts";
import { parseField } from "./answer-head.ts";
import type { BodyBuffer } from "./body-buffer.ts";
import { invalidResponse, LineCutter, type Piece } from "./line-cutter.ts";

/** A size, and extensions that nobody understands but that must be well-formed (RFC 9112 7.1.1). */
const sizeLine =
  /^([0-9A-Fa-f]+)(?:;[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*$/;

/** Sixteen digits and CRLF: what is longer counts against the limit of all size lines together. */
const plainLineBytes = 18;

const malformedSize = () => invalidResponse("a chunk's size is malformed");
const overfullChunk = () => invalidResponse("a chunk is longer than its size");

const parseSize = (line: string): number => {
  const [, digits] = sizeLine.exec(line) ?? [];
  const size = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  if (!Number.isSafeInteger(size)) throw malformedSize();
  return size;
};

/** Reads a chunked body (RFC 9112 7.1). Trailers must be well-formed, must not frame anything, and are dropped. */
export class ChunkedBody {
  readonly #buffer: BodyBuffer;
  readonly #trailers = new HttpHeaders();
  /** Limits extensions, and then the trailers. */
  #left: number;
  #lines: LineCutter;
  #step: "size" | "data" | "data-end" | "trailers" = "size";
  /** Of the chunk that is being read. */
  #missing = 0;

  constructor(buffer: BodyBuffer, lineBytes: number) {
    this.#buffer = buffer;
    this.#left = lineBytes;
    this.#lines = new LineCutter(plainLineBytes + lineBytes, malformedSize);
  }

  /** True when the body is complete. */
  push(piece: Piece): boolean {
    while (piece.at < piece.bytes.length) {
      if (this.#step === "data") {
        this.#takeData(piece);
        continue;
      }
      const line = this.#lines.next(piece);
      if (line === undefined) return false;
      if (this.#step === "trailers" && line === "") return this.#endTrailers();
      this.#takeLine(line);
    }
    return false;
  }

  #takeData(piece: Piece): void {
    const end = Math.min(piece.bytes.length, piece.at + this.#missing);
    this.#buffer.add(piece.bytes, piece.at, end);
    this.#missing -= end - piece.at;
    piece.at = end;
    if (this.#missing > 0) return;
    this.#step = "data-end";
    this.#lines = new LineCutter(2, overfullChunk);
  }

  #takeLine(line: string): void {
    if (this.#step === "trailers") return parseField(line, this.#trailers);
    if (this.#step === "size") return this.#takeSize(line);
    if (line !== "") throw overfullChunk();
    this.#step = "size";
    this.#lines = new LineCutter(plainLineBytes + this.#left, malformedSize);
    return undefined;
  }

  #endTrailers(): true {
    const framing = ["content-length", "transfer-encoding"].find((name) => this.#trailers.get(name) !== null);
    if (framing) throw invalidResponse(`it has ${framing} after its body`);
    return true;
  }

  #takeSize(line: string): void {
    this.#missing = parseSize(line);
    this.#left -= Math.max(0, line.length + 2 - plainLineBytes);
    this.#step = this.#missing === 0 ? "trailers" : "data";
    if (this.#missing === 0) this.#lines = new LineCutter(this.#left);
  }
}
