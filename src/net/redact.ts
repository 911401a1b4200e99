import { SecretIndex, shortestPattern, type Span } from "./secret-index.ts";
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
export const redactUrl = (url: string | URL): string => {
  const text = String(url);
  // Most addresses have neither, which is found in a tenth of the time that the patterns take.
  const plain = text.includes("@") ? text.replace(beforeAt, "$1") : text;
  return plain.includes("=") ? plain.replace(parameter, hideCredential) : plain;
};

const hideCredential = (whole: string, start: string, name: string): string =>
  isCredentialParameter(name) ? start + mask : whole;

/** Shorter secrets would blot out ordinary words: they are hidden only where they stand alone. */
const shortestAnywhere = shortestPattern;
/** Base64 of less than this is found by chance in other data. */
const shortestInside = 6;

/** What is in the base64 of any text that contains the secret: for each alignment, what depends on it alone. */
const base64Cores = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return coded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
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
  if (secrets.length === 0) return hideUnknown;
  const known = [...new Set(secrets)].filter((secret) => secret.trim() !== "");
  const long = known.filter((secret) => secret.length >= shortestAnywhere);
  const cores = long.filter((secret) => secret.length >= shortestInside).flatMap(base64Cores);
  const index = new SecretIndex(long.flatMap(spellings), cores);
  const short = known
    .filter((secret) => secret.length < shortestAnywhere)
    .sort((left, right) => right.length - left.length)
    .map((secret) => String.raw`(?<![\p{L}\p{N}_])${RegExp.escape(secret)}(?![\p{L}\p{N}_])`);
  const alone = short.length === 0 ? undefined : new RegExp(short.join("|"), "gu");
  return (text) => {
    const plain = text.replace(basicCredentials, hideBasic);
    const hidden = hideSpans(plain, index.spansIn(plain));
    return hideBeforeAt(alone ? hidden.replace(alone, mask) : hidden);
  };
};

const hideSpans = (text: string, spans: readonly Span[]): string => {
  let hidden = "";
  let shownTo = 0;
  for (const { start, end } of spans) {
    hidden += text.slice(shownTo, start) + mask;
    shownTo = end;
  }
  return shownTo === 0 ? text : hidden + text.slice(shownTo);
};

/** Without any known secret. One function for all, since a large configuration has a redactor for each check. */
const hideUnknown = (text: string): string => hideBeforeAt(text.replace(basicCredentials, hideBasic));

const hideBeforeAt = (text: string): string =>
  text.includes("@") ? text.replace(beforeAt, `$1${mask}@`) : text;
