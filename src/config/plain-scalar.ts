/** What a text without quotes means in YAML's core schema; `beyond` when only the `yaml` package should say. */
export const plainScalar = (text: string): string | number | boolean | null | typeof beyondPlain => {
  if (!mayBeMore.test(text)) return text;
  if (plainNumber.test(text)) return Number(text);
  const word = words.get(text);
  if (word !== undefined) return word;
  return anyNumber.test(text) ? beyondPlain : text;
};

/** Stands for numbers in forms that nobody writes here: hexadecimal, with exponents, leading zeros, not finite. */
export const beyondPlain = Symbol("beyond");

/** Most texts begin with a letter that no number, null, true or false begins with. */
const mayBeMore = /^[-+.\d~nNtTfF]/;
/** Up to fifteen digits are exact. */
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const anyNumber =
  /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.inf|\.nan)$/i;

const words: ReadonlyMap<string, boolean | null> = new Map([
  ...["~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);
