export type Locale = "en" | "ja";

/** A message before a channel's own markup: plain text, already in the reader's language. */
export interface Message {
  readonly state: "problem" | "recovered" | "test";
  readonly severity: "down" | "degraded" | "none";
  /** One line with the state as a symbol and a word first: `🔴 Down: Orders API`. */
  readonly headline: string;
  /** One or two sentences: what was seen against what was expected, since when. */
  readonly summary: string;
  /** Never empty strings: some channels refuse them. */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly link?: { readonly label: string; readonly url: string };
}
