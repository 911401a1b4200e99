import type { Clock } from "../../core/clock.ts";
import { withCharacters } from "./character-references.ts";
import type { FeedParse, ParsedEntry, ParsedFeed, Wording } from "./parsed-feed.ts";
import { mostParsed } from "./parsed-feed.ts";
import { scanXml, type XmlAttributes, type XmlReader } from "./scan-xml.ts";

/*
 * RSS 0.91 to 2.0 (rssboard.org/rss-specification), RSS 0.90 and 1.0 (RDF; web.resource.org/rss/1.0/spec), Atom 1.0
 * (RFC 4287) and 0.3.
 */

const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "": "feed",
    "http://www.w3.org/2005/Atom": "feed",
    "http://purl.org/atom/ns#": "feed",
    "http://purl.org/rss/1.0/": "feed",
    "http://my.netscape.com/rdf/simple/0.9/": "feed",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://purl.org/rss/1.0/modules/content/": "content",
    [rdf]: "rdf",
  }),
);
/** What is meant by prefixes that a feed has forgotten to declare. */
const usual: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dc: "dc",
    dcterms: "dc",
    content: "content",
    atom: "feed",
    rdf: "rdf",
  }),
);

type Namespaces = ReadonlyMap<string, string>;

type Field = "id" | "title" | "link" | "summary" | "content" | "published" | "updated";

const fields: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
    "feed:guid": "id",
    "feed:id": "id",
    "feed:title": "title",
    "dc:title": "title",
    "feed:link": "link",
    "feed:description": "summary",
    "feed:summary": "summary",
    "dc:description": "summary",
    "feed:content": "content",
    "content:encoded": "content",
    "feed:pubdate": "published",
    "feed:published": "published",
    "feed:issued": "published",
    "dc:date": "published",
    "dc:created": "published",
    "feed:created": "published",
    "feed:updated": "updated",
    "feed:modified": "updated",
    "dc:modified": "updated",
  }),
);

/** What is gathered about the feed, or about one entry. */
interface Draft {
  readonly found: Partial<Record<Field, Wording>>;
  readonly base: string | undefined;
  isIdLink: boolean;
  enclosure: string | undefined;
}

interface Element {
  readonly namespaces: Namespaces;
  readonly base: string | undefined;
  readonly role: "root" | "feed" | "entry" | "field" | "other";
}

interface Capture {
  readonly field: Field;
  readonly into: Draft;
  readonly isHtml: boolean;
  text: string;
}

/** What is made of a text is much shorter. */
const mostText = 50_000;
const blocks = /^(p|div|br|li|h\d|tr|td|blockquote|section|article)$/i;

class FeedReader implements XmlReader {
  readonly #elements: Element[] = [];
  readonly #feed: Draft;
  readonly #entries: ParsedEntry[] = [];
  #entry: Draft | undefined;
  #capture: Capture | undefined;
  #count = 0;
  #rootNamespace: string | undefined;
  #isAtom = false;
  /** The root's name when it is not a feed's. */
  foreignRoot: string | undefined;

  constructor(documentUrl: string) {
    this.#feed = draft(documentUrl);
  }

  open(written: string, attributes: XmlAttributes): void {
    const parent = this.#elements.at(-1);
    const namespaces = declared(parent?.namespaces ?? new Map(), attributes);
    const base = baseOf(attributes.get("xml:base"), parent?.base, this.#feed.base);
    const [kind, name] = this.#nameOf(written, namespaces);
    const role = this.#capture ? "other" : this.#roleOf(kind, name, parent);
    this.#elements.push({ namespaces, base, role });
    if (role === "entry") this.#begin(base, attributes);
    else if (role === "field") this.#field(kind, name, attributes);
    else if (this.#capture && blocks.test(name)) this.text(" ", true);
  }

  close(): void {
    const element = this.#elements.pop();
    if (element?.role === "entry") this.#end();
    else if (element?.role === "field") this.#keep();
  }

  text(text: string, isPlain: boolean): void {
    const capture = this.#capture;
    if (!capture || capture.text.length >= mostText) return;
    const piece = text.slice(0, mostText);
    capture.text += isPlain ? piece : withCharacters(piece);
  }

  feed(): ParsedFeed {
    const { title, link } = entryOf(this.#feed);
    return { ...(title && { title }), ...(link && { link }), entries: this.#entries, count: this.#count };
  }

  #nameOf(written: string, namespaces: Namespaces): readonly [kind: string, name: string] {
    const colon = written.indexOf(":");
    const prefix = written.slice(0, Math.max(0, colon));
    const name = written.slice(colon + 1).toLowerCase();
    const uri = namespaces.get(prefix) ?? (prefix === "" ? "" : undefined);
    if (this.#elements.length === 0) this.#rootNamespace = uri;
    if (uri === undefined) return [usual.get(prefix) ?? "other", name];
    const own = uri === this.#rootNamespace && uri !== rdf;
    return [own ? "feed" : (kinds.get(uri) ?? "other"), name];
  }

  #roleOf(kind: string, name: string, parent: Element | undefined): Element["role"] {
    if (!parent) return this.#root(kind, name);
    if (this.#entry) return parent.role === "entry" ? "field" : "other";
    if (kind === "feed" && (name === "item" || name === "entry")) return "entry";
    if (parent.role === "root" && name === "channel") return "feed";
    return parent.role === "feed" || (parent.role === "root" && this.#isAtom) ? "field" : "other";
  }

  #root(kind: string, name: string): "root" {
    this.#isAtom = name === "feed";
    const isKnown = kind === "feed" ? name === "rss" || name === "feed" : kind === "rdf" && name === "rdf";
    if (!isKnown) this.foreignRoot = name;
    return "root";
  }

  #begin(base: string | undefined, attributes: XmlAttributes): void {
    this.#entry = draft(base);
    const about = attributes.get("rdf:about");
    if (about) this.#entry.found.id = { text: about, isHtml: false };
  }

  #end(): void {
    if (this.#entry && this.#count < mostParsed) this.#entries.push(entryOf(this.#entry));
    this.#count += 1;
    this.#entry = undefined;
  }

  #field(kind: string, name: string, attributes: XmlAttributes): void {
    const into = this.#entry ?? this.#feed;
    if (kind === "feed" && name === "enclosure") into.enclosure ??= attributes.get("url");
    const field = fields.get(`${kind}:${name}`);
    if (!field) return;
    const href = attributes.get("href");
    if (field === "link" && href !== undefined) this.#link(into, href, attributes.get("rel"));
    else this.#capture = { field, into, isHtml: this.#isHtml(attributes.get("type")), text: "" };
    if (name === "guid") into.isIdLink = attributes.get("isPermaLink") !== "false";
  }

  #link(into: Draft, href: string, rel = "alternate"): void {
    if (rel === "alternate") into.found.link ??= { text: href, isHtml: false };
  }

  /** RSS does not say, and nearly always means HTML. */
  #isHtml(type: string | undefined): boolean {
    return !this.#isAtom || type === "html" || type === "text/html";
  }

  /** The first of each counts, and what is empty does not. */
  #keep(): void {
    const capture = this.#capture;
    this.#capture = undefined;
    if (!capture || capture.text.trim() === "") return;
    const { field, into, isHtml, text } = capture;
    const isOwnId = field === "id" && into.found.id !== undefined;
    if (isOwnId || into.found[field] === undefined) into.found[field] = { text: text.trim(), isHtml };
  }
}

const draft = (base: string | undefined): Draft => ({
  found: {},
  base,
  isIdLink: false,
  enclosure: undefined,
});

const mostNamespaces = 100;

const declared = (outer: Namespaces, attributes: XmlAttributes): Namespaces => {
  let inner: Map<string, string> | undefined;
  for (const [name, value] of attributes)
    if ((name === "xmlns" || name.startsWith("xmlns:")) && (inner ?? outer).size < mostNamespaces)
      (inner ??= new Map(outer)).set(name.slice(6), value.trim());
  return inner ?? outer;
};

/** By xml:base (W3C, XML Base); absent where the feed has none. */
const baseOf = (given: string | undefined, outer: string | undefined, documentUrl = ""): string | undefined =>
  given === undefined ? outer : (URL.parse(given, outer ?? documentUrl)?.href ?? outer);

/** Many a guid is called a permanent link, and is none. */
const isAbsolute = (text = ""): boolean => /^https?:\/\//i.test(text);

const addressIn = ({ found: { link, id }, isIdLink, enclosure }: Draft): string | undefined => {
  const permanent = isIdLink && isAbsolute(id?.text) ? id?.text : undefined;
  return link?.text ?? permanent ?? enclosure;
};

const entryOf = (draft: Draft): ParsedEntry => {
  const { id, title, published, updated, summary, content } = draft.found;
  const entry = {
    id: id?.text,
    title,
    link: addressIn(draft),
    base: draft.base,
    summary: summary ?? content,
    date: (published ?? updated)?.text,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
};

/** Reads RSS, RDF or Atom. */
export const readXmlFeed = async (text: string, documentUrl: string, clock: Clock): Promise<FeedParse> => {
  const reader = new FeedReader(documentUrl);
  const problem = await scanXml(text, reader, clock);
  if (reader.foreignRoot !== undefined)
    return { kind: "invalid", problem: `it is XML, but <${reader.foreignRoot.slice(0, 50)}> is no feed` };
  if (problem !== undefined) return { kind: "invalid", problem: `its XML is broken: ${problem}` };
  return { kind: "feed", feed: reader.feed() };
};
