import { createHash } from "node:crypto";
import { plainLine } from "../../core/message/plain-text.ts";
import { parseFeedDate } from "./feed-date.ts";
import type { ParsedEntry, ParsedFeed, Wording } from "./parsed-feed.ts";
import { textOfHtml } from "./text-of-html.ts";

/** An entry that is told apart from others, without when it was first seen. */
export interface ListedEntry {
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  readonly summary?: string;
  readonly publishedAt?: number;
}

const longestId = 300;
const longestTitle = 200;
const longestSummary = 400;
const longestUrl = 2000;

/** Clocks differ by so much at most; what is dated later is not believed. */
const futureMs = 10 * 60_000;

const empty = "–";

const plain = (wording: Wording | undefined, max: number): string => {
  if (!wording) return empty;
  const text = wording.isHtml ? textOfHtml(wording.text) : wording.text.slice(0, 4 * max);
  return plainLine(text, max);
};

/** Absolute, http or https, without user and password; absent for everything else, `javascript:` above all. */
const addressOf = (link: string | undefined, base: string): string | undefined => {
  const url = link === undefined ? null : URL.parse(link.trim(), base);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.username = "";
  url.password = "";
  return url.href.length <= longestUrl ? url.href : undefined;
};

const hash = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** What the feed says itself, else the address, else what else it says. */
const idOf = ({ id = "", title, date, summary }: ParsedEntry, url: string | undefined): string => {
  const own = id.trim() === "" ? url : plainLine(id, id.length + 1);
  if (own !== undefined) return own.length <= longestId ? own : hash(own);
  return hash(JSON.stringify([title?.text, date ?? summary?.text]));
};

interface Dated {
  readonly entry: ParsedEntry;
  readonly publishedAt: number | undefined;
}

const dated = (entry: ParsedEntry, now: number): Dated => {
  const date = entry.date === undefined ? undefined : parseFeedDate(entry.date);
  return { entry, publishedAt: date !== undefined && date <= now + futureMs ? date : undefined };
};

const listed = ({ entry, publishedAt }: Dated, feedBase: string): ListedEntry => {
  const url = addressOf(entry.link, entry.base ?? feedBase);
  const title = plain(entry.title, longestTitle);
  const summary = plain(entry.summary, longestSummary);
  return {
    id: idOf(entry, url),
    title: title === empty ? plainLine(summary === empty ? (url ?? "") : summary, longestTitle) : title,
    ...(url !== undefined && { url }),
    ...(summary !== empty && { summary }),
    ...(publishedAt !== undefined && { publishedAt }),
  };
};

/** Newest first where all have a date; otherwise as the feed has them. */
const newestFirst = (entries: readonly Dated[]): readonly Dated[] =>
  entries.every(({ publishedAt }) => publishedAt !== undefined)
    ? entries.toSorted((left, right) => (right.publishedAt ?? 0) - (left.publishedAt ?? 0))
    : entries;

interface Limits {
  readonly now: number;
  /** The newest are kept. */
  readonly max: number;
}

/** The entries of a feed, each id once. Relative links begin at xml:base, else at the feed's site, else at its own address. */
export const listEntries = (
  feed: ParsedFeed,
  documentUrl: string,
  { now, max }: Limits,
): readonly ListedEntry[] => {
  const feedBase = addressOf(feed.link, documentUrl) ?? documentUrl;
  const byId = new Map<string, ListedEntry>();
  for (const one of newestFirst(feed.entries.map((entry) => dated(entry, now)))) {
    if (byId.size >= max) break;
    const entry = listed(one, feedBase);
    if (!byId.has(entry.id)) byId.set(entry.id, entry);
  }
  return [...byId.values()];
};
