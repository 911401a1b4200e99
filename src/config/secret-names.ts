/**
 * What a value is by its key, since that decides what may stand in it: a `token` has no white space at all, a
 * `password` and a header's value (`header`) may have plain spaces inside, `open` is everything that is no secret.
 */
export type SecretKind = "token" | "password" | "header" | "open";

const tokenName = /(^|[_-])(token|bearer|secret|webhook|api[_-]?key)$/i;
const passwordName = /(^|[_-])(password|passphrase)$/i;
const secretHeader = /^(proxy-)?authorization$|^cookie$|[_-](token|secret|key)$/i;

/** The kind of the value under these keys, outermost first. */
export const secretKind = (keys: readonly string[]): SecretKind => {
  const name = keys.at(-1) ?? "";
  if (keys.at(-2) === "headers") return "header";
  if (tokenName.test(name)) return "token";
  return passwordName.test(name) ? "password" : "open";
};

/** Whether the text under these keys is a secret even when it is written in the file. */
export const isSecretByName = (keys: readonly string[]): boolean => {
  const kind = secretKind(keys);
  return kind === "header" ? secretHeader.test(keys.at(-1) ?? "") : kind !== "open";
};

/** The password in a URL's user information, as it is written and decoded; none for other texts. */
export const urlPasswords = (text: string): readonly string[] => {
  const written = /^[a-z][a-z\d+.-]*:\/\/[^/\s:@]*:([^/\s]+)@/i.exec(text)?.[1];
  return written === undefined ? [] : [written, decoded(written)];
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const inSource = new RegExp(
  String.raw`\b((?:[\w-]*[_-])?(?:token|bearer|secret|webhook|api[_-]?key|password|passphrase|authorization|cookie)["']?\s*:\s*)(?!["']?\$\{)\S.*|(:\/\/[^/\s:@]*:)[^/\s]+(?=@)`,
  "gi",
);

/** A line of the file as it may be shown: what stands behind a secret's key is hidden. */
export const hideSecrets = (line: string): string =>
  line.replace(inSource, (_, key: string | undefined, user: string | undefined) => `${key ?? user}***`);
