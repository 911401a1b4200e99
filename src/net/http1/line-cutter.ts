import { NetworkFailure } from "../network-failure.ts";

/** A piece of what was received, and how far it has been read. */
export interface Piece {
  readonly bytes: Buffer;
  at: number;
}

const lineFeed = 10;
const carriageReturn = 13;

export const invalidResponse = (what: string): NetworkFailure =>
  new NetworkFailure("invalid-response", `the answer is not valid HTTP: ${what}`);

const headersTooLarge = (): NetworkFailure =>
  new NetworkFailure("headers-too-large", "the answer's headers are larger than allowed");

/** Cuts what is received into lines that end in CRLF, wherever the pieces are split. All its lines share one limit. */
export class LineCutter {
  readonly #tooLong: () => NetworkFailure;
  #left: number;
  #unfinished = "";

  constructor(limitBytes: number, tooLong = headersTooLarge) {
    this.#left = limitBytes;
    this.#tooLong = tooLong;
  }

  /** The beginning of a line whose end has not arrived. */
  get unfinished(): string {
    return this.#unfinished;
  }

  /**
   * The next line without its CRLF, as Latin-1; undefined when its end is not in this piece.
   * @throws {NetworkFailure} when the lines are too long, or one ends in LF alone
   */
  next(piece: Piece): string | undefined {
    const { bytes, at } = piece;
    const end = bytes.indexOf(lineFeed, at);
    const next = end < 0 ? bytes.length : end + 1;
    this.#left -= next - at;
    if (this.#left < 0) throw this.#tooLong();
    piece.at = next;
    const text = this.#unfinished + bytes.toString("latin1", at, next);
    this.#unfinished = end < 0 ? text : "";
    if (end < 0) return undefined;
    if (text.charCodeAt(text.length - 2) !== carriageReturn)
      throw invalidResponse("a line does not end in CR LF");
    return text.slice(0, -2);
  }
}
