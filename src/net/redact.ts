/** Stands where a secret stood. */
export const mask = "***";

const credentialName =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|^x-(auth-token|user-id|api-key|csrf-token|amz-security-token)$|token|secret|password|passwd|api-?key|credential|signature/i;

/** True for header and parameter names whose values are credentials. */
export const isCredentialName = (name: string): boolean => credentialName.test(name);

const credentialParameter = /^(key|sig|auth|pass|pwd|access|code)$/i;

/** A header as one line, without its value when that is a credential. */
export const redactHeader = (name: string, value: string): string =>
  `${name}: ${isCredentialName(name) ? mask : value}`;

const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]+@/gi;
const parameter = /([?&]([^=&#\s]+)=)[^&#\s]*/g;

/** A URL, or a path with its query, without user and password and without the values of secret-looking parameters. */
export const redactUrl = (url: string | URL): string =>
  String(url)
    .replace(userInfo, "$1")
    .replace(parameter, (whole: string, start: string, name: string) =>
      isCredentialName(name) || credentialParameter.test(name) ? start + mask : whole,
    );

/** Shorter ones would blot out ordinary words; they are hidden only where they stand alone. */
const shortLength = 4;

const escape = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);

/** Every spelling under which a secret can turn up in a text. */
const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    json,
    json.replaceAll("/", String.raw`\/`),
  ];
};

const basicCredentials = /\b(basic\s+)[a-z0-9+/=_-]+/gi;

/**
 * Makes a function that replaces every secret in a text by `***`, also where it is written in base64, URL-encoded
 * or JSON-escaped, as well as user and password in URLs and the credentials of `Basic …`.
 */
export const createRedactor = (secrets: readonly string[]): ((text: string) => string) => {
  const known = [...new Set(secrets)].filter((secret) => secret.trim() !== "");
  const patterns = known
    .flatMap((secret) =>
      secret.length < shortLength
        ? [String.raw`(?<![\p{L}\p{N}_])${escape(secret)}(?![\p{L}\p{N}_])`]
        : spellings(secret).map(escape),
    )
    .sort((left, right) => right.length - left.length);
  const found = patterns.length === 0 ? undefined : new RegExp([...new Set(patterns)].join("|"), "gu");
  return (text) => {
    const plain = found ? text.replace(found, mask) : text;
    return plain.replace(userInfo, `$1${mask}@`).replace(basicCredentials, `$1${mask}`);
  };
};
