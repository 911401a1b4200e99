import { userInfo } from "./user-info.ts";

/** Stands where a secret stood. */
const mask = "***";

const credentialName =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|^x-user-id$|token|secret|passw(or)?d|api[-_]?key|credential|signature/i;

/** True for header and parameter names whose values are credentials. */
export const isCredentialName = (name: string): boolean => credentialName.test(name);

const isCredentialParameter = (name: string): boolean =>
  isCredentialName(name) || /^(key|sig|auth|pass|pwd|access|code)$/i.test(name);

/** A header as one line, without its value when that is a credential. */
export const redactHeader = (name: string, value: string): string =>
  `${name}: ${isCredentialName(name) ? mask : value}`;

const beforeAt = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]+@/gi;
const parameter = /([?&]([^=&#\s]+)=)[^&#\s]*/g;

/** The values in a URL that are secrets: its password, and those of secret-looking parameters. */
export const secretsInUrl = (text: string): readonly string[] => {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const hidden = [...url.searchParams].filter(([name]) => isCredentialParameter(name));
  return [userInfo(url)?.password ?? "", ...hidden.map(([, value]) => value)].filter((value) => value !== "");
};

/** A URL, or a path with its query, without user and password and without the values of secret-looking parameters. */
export const redactUrl = (url: string | URL): string =>
  String(url)
    .replace(beforeAt, "$1")
    .replace(parameter, (whole: string, start: string, name: string) =>
      isCredentialParameter(name) ? start + mask : whole,
    );

/** Shorter secrets would blot out ordinary words: they are hidden only where they stand alone. */
const shortestAnywhere = 4;
/** Base64 of less than this is found by chance in other data. */
const shortestInside = 6;

/**
 * The base64 of any text that contains the secret: for each of the three alignments, the characters that depend on
 * the secret alone, with up to four before them that share its first byte, and all that follow.
 */
const base64Patterns = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    const core = coded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    return `[A-Za-z0-9+/_-]{0,4}${core.replaceAll("+", "[+-]").replaceAll("/", "[/_]")}[A-Za-z0-9+/_-]*={0,2}`;
  });
};

const spellings = (secret: string): readonly string[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  const coded = Buffer.from(secret).toString("base64");
  return [
    secret,
    json,
    json.replaceAll("/", String.raw`\/`),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([["", secret]]).toString().slice(1),
    coded,
    coded.replace(/=+$/, ""),
  ];
};

const patternsFor = (secret: string): readonly string[] =>
  secret.length < shortestAnywhere
    ? [String.raw`(?<![\p{L}\p{N}_])${RegExp.escape(secret)}(?![\p{L}\p{N}_])`]
    : [
        ...spellings(secret).map((spelling) => RegExp.escape(spelling)),
        ...(secret.length < shortestInside ? [] : base64Patterns(secret)),
      ];

const basicCredentials = /\b(basic\s+)([a-z0-9+/_-]+={0,2})/gi;

/** Only what really is `user:password` in base64, not the word after "basic". */
const hideBasic = (whole: string, scheme: string, coded: string): string =>
  Buffer.from(coded, "base64").includes(":") ? scheme + mask : whole;

/**
 * Makes a function that replaces every secret in a text by `***`, also in base64 (alone or joined to other text, as
 * in basic authorization), URL-encoded or JSON-escaped; and the user and password of URLs and of basic
 * authorization, whoever's they are.
 */
export const createRedactor = (secrets: readonly string[]): ((text: string) => string) => {
  const patterns = [...new Set(secrets)]
    .filter((secret) => secret.trim() !== "")
    .sort((left, right) => right.length - left.length)
    .flatMap(patternsFor);
  const known = patterns.length === 0 ? undefined : new RegExp([...new Set(patterns)].join("|"), "gu");
  return (text) => {
    const plain = text.replace(basicCredentials, hideBasic);
    return (known ? plain.replace(known, mask) : plain).replace(beforeAt, `$1${mask}@`);
  };
};
