import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../core/clock.ts";
import { withCharacters } from "./character-references.ts";

export type XmlAttributes = ReadonlyMap<string, string>;

/** Told of what a document holds, in its order. Names are as they are written, with their prefix. */
export interface XmlReader {
  open(name: string, attributes: XmlAttributes): void;
  close(): void;
  /** As it is written; `isPlain` says that there are no references in it to be replaced. */
  text(text: string, isPlain: boolean): void;
}

/** Feeds are flat; what they quote is not much deeper. */
const deepest = 500;
const mostAttributes = 50;

/** How a document breaks off. */
class XmlFault extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

const marksAtOnce = 200;

const nameEnd = /[\s/>=<]/g;

/**
 * One pass over a document, in time linear in its length whatever it holds: nothing is looked at twice. DTDs are passed
 * over, so that no entity of a document is ever declared, expanded or fetched. Strict about nesting, because a document
 * that breaks off must be noticed; not about characters, because `&` and `<` are often left as they are.
 */
class XmlScan {
  readonly #text: string;
  readonly #reader: XmlReader;
  readonly #open: string[] = [];
  #at = 0;
  #hasRoot = false;

  constructor(text: string, reader: XmlReader) {
    this.#text = text;
    this.#reader = reader;
  }

  /** Gives way after every few marks. */
  *run(): Generator<void> {
    const text = this.#text;
    for (let marks = 1; this.#at < text.length; marks++) {
      if (marks % marksAtOnce === 0) yield;
      const open = text.indexOf("<", this.#at);
      this.#say(text.slice(this.#at, open < 0 ? text.length : open));
      if (open < 0) break;
      this.#at = open;
      this.#markup(text[open + 1] ?? "");
    }
    const [unclosed] = this.#open.slice(-1);
    if (unclosed !== undefined) throw new XmlFault(`it ends inside <${unclosed}>`, text.length);
    if (!this.#hasRoot) throw new XmlFault("it has no element", 0);
  }

  #say(text: string): void {
    if (text !== "" && this.#open.length > 0) this.#reader.text(text, false);
  }

  #markup(next: string): void {
    if (next === "!") this.#declaration();
    else if (next === "?") this.#at = this.#after("?>", "a processing instruction");
    else if (next === "/") this.#closeTag();
    else if (/[\p{L}_:]/u.test(next)) this.#openTag();
    else {
      this.#reader.text("<", true);
      this.#at += 1;
    }
  }

  /** Where a mark ends. */
  #after(mark: string, what: string, from = this.#at): number {
    const found = this.#text.indexOf(mark, from);
    if (found < 0) throw new XmlFault(`it ends inside ${what}`, this.#text.length);
    return found + mark.length;
  }

  #declaration(): void {
    const text = this.#text;
    if (text.startsWith("<!--", this.#at)) this.#at = this.#after("-->", "a comment", this.#at + 4);
    else if (text.startsWith("<![CDATA[", this.#at)) {
      const begin = this.#at + 9;
      this.#at = this.#after("]]>", "CDATA", begin);
      if (this.#open.length > 0) this.#reader.text(text.slice(begin, this.#at - 3), true);
    } else this.#docType();
  }

  /** `<!DOCTYPE … [ … ]>`. */
  #docType(): void {
    const end = this.#after(">", "a declaration");
    const subset = this.#text.slice(this.#at, end).indexOf("[");
    if (subset < 0) return void (this.#at = end);
    let close = this.#after("]", "the document type", this.#at + subset);
    while (!/^\s*>/.test(this.#text.slice(close, close + 20)))
      close = this.#after("]", "the document type", close);
    this.#at = this.#after(">", "the document type", close);
  }

  #closeTag(): void {
    const end = this.#after(">", "a tag");
    const name = this.#text.slice(this.#at + 2, end - 1).trimEnd();
    const expected = this.#open.pop();
    if (name !== expected)
      throw new XmlFault(
        `</${name.slice(0, 50)}> closes <${(expected ?? "nothing").slice(0, 50)}>`,
        this.#at,
      );
    this.#at = end;
    this.#reader.close();
  }

  #openTag(): void {
    const begin = this.#at;
    this.#at += 1;
    const name = this.#name();
    const attributes = new Map<string, string>();
    const isEmpty = this.#attributes(attributes);
    if (this.#open.length === 0 && this.#hasRoot) throw new XmlFault(`<${name}> follows the end`, begin);
    if (this.#open.length >= deepest)
      throw new XmlFault(`it is nested deeper than ${deepest} elements`, begin);
    this.#hasRoot = true;
    this.#open.push(name);
    this.#reader.open(name, attributes);
    if (!isEmpty) return;
    this.#open.pop();
    this.#reader.close();
  }

  #name(): string {
    const begin = this.#at;
    nameEnd.lastIndex = begin;
    this.#at = nameEnd.exec(this.#text)?.index ?? this.#text.length;
    return this.#text.slice(begin, this.#at);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  /** Reads up to the end of the tag; true for an empty element. */
  #attributes(attributes: Map<string, string>): boolean {
    for (;;) {
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next === undefined) throw new XmlFault("it ends inside a tag", this.#at);
      if (next === ">") return this.#step(false);
      if (next === "/" && this.#text[this.#at + 1] === ">") return this.#step(true);
      if (next === "<") throw new XmlFault("a tag is not closed", this.#at);
      const name = this.#name();
      // A stray character must not stand still.
      if (name === "") this.#at += 1;
      else this.#attribute(name, attributes);
    }
  }

  #step(isEmpty: boolean): boolean {
    this.#at += isEmpty ? 2 : 1;
    return isEmpty;
  }

  #attribute(name: string, attributes: Map<string, string>): void {
    this.#skipSpace();
    if (this.#text[this.#at] !== "=") return;
    this.#at += 1;
    this.#skipSpace();
    const quote = this.#text[this.#at] ?? "";
    let value: string;
    if (quote === '"' || quote === "'") {
      const begin = this.#at + 1;
      this.#at = this.#after(quote, "an attribute", begin);
      value = this.#text.slice(begin, this.#at - 1);
    } else value = this.#name();
    if (attributes.size < mostAttributes) attributes.set(name, withCharacters(value));
  }
}

const sliceMs = 5;

/** Reads a document beside other work, some milliseconds at a time; the answer is what is wrong with it, with the line. */
export const scanXml = async (text: string, reader: XmlReader, clock: Clock): Promise<string | undefined> => {
  const steps = new XmlScan(text, reader).run();
  try {
    for (;;) {
      const until = clock.monotonic() + sliceMs;
      while (clock.monotonic() < until) if (steps.next().done) return undefined;
      await setImmediate();
    }
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const line = text.slice(0, error.at).split("\n").length;
    return `${error.message} (line ${line})`;
  }
};
