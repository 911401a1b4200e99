/** A part of a text: `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is looked for has at least this many characters: they are what it is found by. */
export const shortestPattern = 4;

const literal = 1;
const base64 = 2;

/** Patterns that begin with the same four characters, by their lengths. */
type Bucket = Map<number, Set<string>>;

/**
 * Finds any of many texts in another in one pass over it, however many they are: a rolling hash of four characters
 * says where one may begin. Texts in base64 are found whatever its alphabet, with the base64 around them.
 */
export class SecretIndex {
  readonly #literals = new Map<number, Bucket>();
  readonly #cores = new Map<number, Bucket>();
  /** Which kinds of patterns may begin with characters of this hash: a quick no for nearly every place. */
  readonly #kinds: Uint8Array;
  readonly #shift: number;

  /** `literals` are found as they are, `cores` (in base64's first alphabet) inside longer base64. */
  constructor(literals: readonly string[], cores: readonly string[]) {
    const bits = Math.max(8, Math.ceil(Math.log2((literals.length + cores.length) * 16 + 1)));
    this.#kinds = new Uint8Array(2 ** bits);
    this.#shift = 32 - bits;
    for (const pattern of literals) this.#add(this.#literals, literal, pattern);
    for (const pattern of cores) this.#add(this.#cores, base64, pattern);
  }

  #add(buckets: Map<number, Bucket>, kind: number, pattern: string): void {
    if (pattern.length < shortestPattern) throw new Error(`a pattern needs ${shortestPattern} characters`);
    let hash = 0;
    for (let at = 0; at < shortestPattern; at++) hash = rolled(hash, pattern.charCodeAt(at));
    const slot = this.#slot(hash);
    this.#kinds[slot] = (this.#kinds[slot] ?? 0) | kind;
    const bucket: Bucket = buckets.get(hash) ?? new Map();
    buckets.set(hash, bucket);
    const sameLength = bucket.get(pattern.length) ?? new Set();
    bucket.set(pattern.length, sameLength.add(pattern));
  }

  #slot(hash: number): number {
    return Math.imul(hash, 0x9e_37_79_b1) >>> this.#shift;
  }

  /** Where patterns stand, from left to right; those that overlap are one span. */
  spansIn(text: string): readonly Span[] {
    const spans: Span[] = [];
    let plain = 0;
    let folded = 0;
    for (let last = 0; last < text.length; last++) {
      const code = text.charCodeAt(last);
      plain = rolled(plain, code);
      folded = rolled(folded, code === 45 ? 43 : code === 95 ? 47 : code);
      const start = last - shortestPattern + 1;
      if (start < 0) continue;
      if (((this.#kinds[this.#slot(plain)] ?? 0) & literal) !== 0) {
        const length = longestAt(text, start, this.#literals.get(plain));
        if (length > 0) spans.push({ start, end: start + length });
      }
      if (((this.#kinds[this.#slot(folded)] ?? 0) & base64) !== 0) {
        const length = longestAt(text, start, this.#cores.get(folded), firstAlphabet);
        if (length > 0) spans.push(aroundCore(text, start, start + length));
      }
    }
    return spans.length < 2 ? spans : joined(spans);
  }
}

/** Depends on the last four characters only: what was before has been shifted out. */
const rolled = (hash: number, code: number): number => (hash << 8) ^ code;

const firstAlphabet = (text: string): string => text.replaceAll("-", "+").replaceAll("_", "/");

const asItIs = (text: string): string => text;

/** The length of the longest pattern that begins here; 0 when none does. */
const longestAt = (text: string, start: number, bucket: Bucket | undefined, fold = asItIs): number => {
  let longest = 0;
  for (const [length, patterns] of bucket ?? [])
    if (length > longest && patterns.has(fold(text.slice(start, start + length)))) longest = length;
  return longest;
};

const base64Start = /[A-Za-z0-9+/_-]{0,4}$/;
const base64End = /[A-Za-z0-9+/_-]*={0,2}/y;

/** With up to four characters before, which share the first byte, and all that follow. */
const aroundCore = (text: string, start: number, end: number): Span => {
  base64End.lastIndex = end;
  return {
    start: start - (base64Start.exec(text.slice(Math.max(0, start - 4), start))?.[0].length ?? 0),
    end: end + (base64End.exec(text)?.[0].length ?? 0),
  };
};

const joined = (spans: Span[]): readonly Span[] => {
  const result: Span[] = [];
  for (const span of spans.sort((left, right) => left.start - right.start)) {
    const before = result.at(-1);
    if (before && span.start < before.end)
      result[result.length - 1] = { start: before.start, end: Math.max(before.end, span.end) };
    else result.push(span);
  }
  return result;
};
