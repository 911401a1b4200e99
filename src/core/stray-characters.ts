/** Characters that nobody sees and that break a token: where they are and what they are called. */
export interface Stray {
  /** `a line feed (U+000A)`. */
  readonly name: string;
  /** 1-based, in characters. */
  readonly position: number;
  readonly kind: "space" | "white space" | "invisible";
}

const names: Readonly<Record<string, string>> = {
  "\t": "a tab",
  "\n": "a line feed",
  "\r": "a carriage return",
  " ": "a space",
  "\u00A0": "a no-break space",
  "\u00AD": "a soft hyphen",
  "\u200B": "a zero-width space",
  "\u200C": "a zero-width non-joiner",
  "\u200D": "a zero-width joiner",
  "\u2060": "a word joiner",
  "\u3000": "an ideographic space",
  "\uFEFF": "a byte order mark",
};

const invisible = String.raw`\u00AD\u180E\u200B-\u200F\u2060-\u2064\uFEFF`;
const edges = new RegExp(`^[\\s${invisible}]+|[\\s${invisible}]+$`, "gu");
const anyStray = new RegExp(`[\\s${invisible}\\p{Cc}]`, "gu");

/** The text without white space, byte order marks and zero-width characters at its ends, and what was cut. */
export const trimStrays = (text: string): { readonly text: string; readonly cut: readonly Stray[] } => {
  const cut = [...text.matchAll(edges)].flatMap((edge) => straysIn(edge[0], edge.index));
  return { text: text.replace(edges, ""), cut };
};

/** White space, control and invisible characters anywhere in the text. */
export const findStrays = (text: string): readonly Stray[] => straysIn(text, 0);

const straysIn = (text: string, offset: number): readonly Stray[] =>
  [...text.matchAll(anyStray)].map(({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const kind = kindOf(character);
    const name = names[character] ?? (kind === "invisible" ? "an invisible character" : "white space");
    return { name: `${name} (U+${code})`, position: offset + index + 1, kind };
  });

/** JavaScript counts the byte order mark as white space; to a reader it is invisible. */
const kindOf = (character: string): Stray["kind"] => {
  if (character === " ") return "space";
  return /[^\S\uFEFF]/u.test(character) ? "white space" : "invisible";
};

/** `a line feed (U+000A) at position 5, a space (U+0020) at position 6 and 4 more`. */
export const describeStrays = (strays: readonly Stray[]): string => {
  const shown = strays.slice(0, 3).map(({ name, position }) => `${name} at position ${position}`);
  return shown.join(", ") + (strays.length > 3 ? ` and ${strays.length - 3} more` : "");
};
