import type { Clock } from "../../core/clock.ts";
import type { FeedParse } from "./parsed-feed.ts";
import { readJsonFeed } from "./read-json-feed.ts";
import { readXmlFeed } from "./read-xml-feed.ts";

const html = /^\s*(?:<\?xml[^<>]*>\s*)?(?:<!doctype\s+html\b|<html\b)/i;

/** A page's own words about its feed, RFC 8288 and HTML's `rel=alternate`. */
const alternateIn = (page: string): string | undefined => {
  for (const [link] of page.slice(0, 200_000).matchAll(/<link\b[^<>]*>/gi))
    if (/\btype\s*=\s*["']?application\/(rss\+xml|atom\+xml|feed\+json)/i.test(link))
      return /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(link)?.slice(1).find(Boolean);
  return undefined;
};

const pageProblem = (page: string, documentUrl: string): string => {
  const href = alternateIn(page);
  const url = href === undefined ? undefined : URL.parse(href.replaceAll("&amp;", "&"), documentUrl)?.href;
  const advice = url === undefined ? "look for the feed's own address" : `it names ${url} as its feed`;
  return `it is an HTML page, not a feed: ${advice}`;
};

/** Reads a feed of any format. Never throws; what is wrong is said in words. */
export const parseFeed = async (source: string, documentUrl: string, clock: Clock): Promise<FeedParse> => {
  const text = source.replace(/^\uFEFF/, "");
  const beginning = text.slice(0, 2000);
  if (beginning.trim() === "") return { kind: "invalid", problem: "it is empty" };
  if (/^\s*[[{]/.test(beginning)) return readJsonFeed(text);
  if (html.test(beginning)) return { kind: "invalid", problem: pageProblem(text, documentUrl) };
  if (!/^\s*</.test(beginning)) return { kind: "invalid", problem: "it is neither XML nor JSON" };
  return readXmlFeed(text, documentUrl, clock);
};
