/** A text of a feed and whether it is written in HTML. */
export interface Wording {
  readonly text: string;
  readonly isHtml: boolean;
}

/** An entry as its feed has it. */
export interface ParsedEntry {
  readonly id?: string;
  readonly title?: Wording;
  /** As written: perhaps relative, perhaps no address at all. */
  readonly link?: string;
  /** What relative links begin at, where the feed says so itself. Absolute. */
  readonly base?: string;
  readonly summary?: Wording;
  /** As written. */
  readonly date?: string;
}

export interface ParsedFeed {
  readonly title?: Wording;
  /** The site that the feed is of, as written. */
  readonly link?: string;
  /** The first of them. */
  readonly entries: readonly ParsedEntry[];
  /** All of them. */
  readonly count: number;
}

export type FeedParse =
  | { readonly kind: "feed"; readonly feed: ParsedFeed }
  | { readonly kind: "invalid"; readonly problem: string };

/** More are counted, not read: no feed is meant to be an archive. */
export const mostParsed = 5000;
