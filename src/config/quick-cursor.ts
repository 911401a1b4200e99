import { maskReferences } from "./mask-references.ts";

/** Says that a text goes beyond what is read quickly. */
export class Beyond extends Error {}

export const beyond = (): never => {
  throw new Beyond("beyond the quick reader");
};

export const mark = {
  feed: 10,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  singleQuote: 39,
  comma: 44,
  dash: 45,
  colon: 58,
  openList: 91,
  closeList: 93,
  openMap: 123,
  closeMap: 125,
} as const;

const blockKey = /\w[\w./$-]{0,200}(?=:[ \n])/y;
const flowKey = /\w[\w./$-]{0,200}(?=: )/y;
const lineText = /[^\n]*/y;
const flowText = /[^,[\]{}\n]*/y;
/** What a text without quotes may not begin with. `-` may, before anything but a space. */
const indicators = new Set("?:,[]{}#&*!|>'\"%@`");

/** Tabs, control characters, a byte order mark, and the characters that stand for masked ones. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unusual = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFDD0-\uFDD6]/;
// oxlint-disable-next-line no-control-regex -- the first 256 characters
const beyondLatin1 = /[^\u0000-\u00FF]/;
/** V8 keeps texts from this length on as parts of the file's whole text, and that in memory with them. */
const shortestSlice = 13;

/** A part of the file's text: `[start, end)`, and what it says. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Goes through a text word by word and line by line. Throws `Beyond` where only the `yaml` package should judge. */
export class QuickCursor {
  /** Where it stands. */
  at = 0;
  /** The column of the line's first character that is no space; -1 after the last line. */
  column = 0;
  /** References are masked in it; words are taken from the text itself, which has the same length. */
  readonly #masked: string;
  readonly #text: string;
  readonly #latin1: Buffer | undefined;

  constructor(text: string) {
    if (unusual.test(text)) beyond();
    this.#text = text;
    this.#masked = text.includes("${") ? maskReferences(text) : text;
    this.#latin1 = beyondLatin1.test(text) ? undefined : Buffer.from(text, "latin1");
  }

  /** The character here, or some places on; NaN after the end. */
  code(ahead = 0): number {
    return this.#masked.charCodeAt(this.at + ahead);
  }

  isDash(): boolean {
    return this.code() === mark.dash && this.code(1) === mark.space;
  }

  isQuote(): boolean {
    const code = this.code();
    return code === mark.doubleQuote || code === mark.singleQuote;
  }

  /** Goes over one mark. */
  take(code: number): void {
    if (this.code() !== code) beyond();
    this.at += 1;
  }

  skipSpaces(): void {
    while (this.code() === mark.space) this.at += 1;
  }

  skipBlanks(): void {
    while (this.code() === mark.space || this.code() === mark.feed) this.at += 1;
  }

  /** Goes from the beginning of a line to the first line with content, here or below. */
  toContent(): void {
    for (;;) {
      const start = this.at;
      this.skipSpaces();
      const code = this.code();
      this.column = Number.isNaN(code) ? -1 : this.at - start;
      if (code === mark.hash) this.#toLineEnd();
      else if (code !== mark.feed) return;
      if (this.code() === mark.feed) this.at += 1;
    }
  }

  /** Goes on to the next line with content; only a comment may stand before it. */
  nextLine(): void {
    this.skipSpaces();
    if (!this.isLineEnd()) beyond();
    this.#toLineEnd();
    if (this.code() === mark.feed) this.at += 1;
    this.toContent();
  }

  /** Whether nothing but a comment follows in this line. */
  isLineEnd(): boolean {
    const code = this.code();
    if (code === mark.hash) return this.code(-1) === mark.space;
    return code === mark.feed || Number.isNaN(code);
  }

  #toLineEnd(): void {
    const end = this.#masked.indexOf("\n", this.at);
    this.at = end < 0 ? this.#masked.length : end;
  }

  /** Goes back to a place that it has been at. */
  goTo(offset: number): void {
    this.at = offset;
    this.column = offset - this.#masked.lastIndexOf("\n", offset - 1) - 1;
  }

  startsWith(text: string): boolean {
    return this.#masked.startsWith(text, this.at);
  }

  /** Whether the key of a map in lines stands here. */
  isBlockKey(): boolean {
    if (!this.isQuote()) return this.#match(blockKey) !== "";
    const { at } = this;
    this.quoted();
    const isKey = this.code() === mark.colon;
    this.at = at;
    return isKey;
  }

  /** A key of a map in lines, and the colon. */
  blockKey(): string {
    const key = this.isQuote() ? this.quoted().text : this.#word(blockKey);
    this.take(mark.colon);
    if (this.code() !== mark.space && this.code() !== mark.feed) beyond();
    return key;
  }

  /** A key of a map in braces, and the colon. */
  flowKey(): string {
    const key = this.isQuote() ? this.quoted().text : this.#word(flowKey);
    this.skipSpaces();
    this.take(mark.colon);
    return key;
  }

  /** The rest of the line, without its comment. */
  lineText(): Token {
    const line = this.#match(lineText);
    const comment = line.indexOf(" #");
    return this.#plain(comment < 0 ? line : line.slice(0, comment));
  }

  /** Text in a list or map in brackets, up to what ends it. */
  flowText(): Token {
    return this.#plain(this.#match(flowText));
  }

  #plain(masked: string): Token {
    let { length } = masked;
    while (masked.charCodeAt(length - 1) === mark.space) length -= 1;
    const isOdd =
      masked.includes(": ") || masked.includes(" #") || masked.charCodeAt(length - 1) === mark.colon;
    if (length === 0 || isOdd || indicators.has(masked.charAt(0))) beyond();
    if (masked.charCodeAt(0) === mark.dash && (length === 1 || masked.charCodeAt(1) === mark.space)) beyond();
    const start = this.at;
    this.at += length;
    return { text: this.#slice(start, this.at), start, end: this.at };
  }

  /** A text in quotes, within one line. */
  quoted(): Token {
    const start = this.at;
    const isDouble = this.code() === mark.doubleQuote;
    const end = isDouble ? this.#doubleEnd() : this.#singleEnd();
    if (end < 0) beyond();
    this.at = end + 1;
    const inside = this.#slice(start + 1, end);
    if (inside.includes("\n")) beyond();
    if (isDouble) return { text: inside.includes("\\") ? unescaped(inside) : inside, start, end: this.at };
    return { text: inside.includes("'") ? inside.replaceAll("''", "'") : inside, start, end: this.at };
  }

  #doubleEnd(): number {
    let end = this.#masked.indexOf('"', this.at + 1);
    while (end >= 0 && this.#isEscaped(end)) end = this.#masked.indexOf('"', end + 1);
    return end;
  }

  #isEscaped(at: number): boolean {
    let first = at;
    while (this.#masked.charCodeAt(first - 1) === 92) first -= 1;
    return (at - first) % 2 === 1;
  }

  #singleEnd(): number {
    let end = this.#masked.indexOf("'", this.at + 1);
    while (end >= 0 && this.#masked.charCodeAt(end + 1) === mark.singleQuote)
      end = this.#masked.indexOf("'", end + 2);
    return end;
  }

  #word(pattern: RegExp): string {
    const { length } = this.#match(pattern);
    if (length === 0) beyond();
    const start = this.at;
    this.at += length;
    return this.#slice(start, this.at);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return pattern.exec(this.#masked)?.[0] ?? "";
  }

  #slice(start: number, end: number): string {
    if (end - start < shortestSlice) return this.#text.slice(start, end);
    if (this.#latin1) return this.#latin1.toString("latin1", start, end);
    const text = this.#text.slice(start, end);
    const encoding = beyondLatin1.test(text) ? "utf16le" : "latin1";
    return Buffer.from(text, encoding).toString(encoding);
  }
}

/** What JSON calls an escape is one in YAML, too. */
const unescaped = (inside: string): string => {
  try {
    return String(JSON.parse(`"${inside}"`));
  } catch {
    return beyond();
  }
};
