/** The shortest text that is treated as a secret: shorter ones would black out ordinary words. */
export const shortestSecret = 4;

/** Replaces every secret in a text, also where a URL or a JSON text carries it in escaped form, by `***`. */
export const createRedactor = (secrets: Iterable<string>): ((text: string) => string) => {
  const long = [...secrets].filter((secret) => secret.length >= shortestSecret);
  const forms = new Set(long.flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(longestFirst.map((form) => RegExp.escape(form)).join("|"), "g");
  return (text) => text.replace(pattern, "***");
};

const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  JSON.stringify(secret).slice(1, -1),
];
