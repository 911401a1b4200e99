import { dirname, resolve } from "node:path";
import { closest } from "../core/closest.ts";
import { describeStrays, findStrays, trimStrays, type Stray } from "../core/stray-characters.ts";
import { describeFileError } from "./file-error.ts";
import type { LocatedScalar, Place } from "./located.ts";
import type { Report } from "./report.ts";
import { isSecretByName, secretKind, urlPasswords, type SecretKind } from "./secret-names.ts";
import type { RawText } from "./yaml-tree.ts";

/** Where references are resolved from. */
export interface Outside {
  /** The configuration file's path: other files are relative to it. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws when it cannot read the file. */
  readonly readFile: (path: string) => string;
}

/** Resolves the references of each text and remembers every secret. */
export interface Interpolation {
  readonly resolve: (raw: RawText) => LocatedScalar;
  readonly secrets: ReadonlySet<string>;
}

/** Shorter ones would black out ordinary words wherever they stand. */
const shortestSecret = 4;

/** `${NAME}`, `${NAME:-default}`, `${file:path}`, and `$${` for the two characters. */
const referencePattern = /\$\$\{|\$\{([^}]*)(\}?)/g;

export const createInterpolation = (outside: Outside, report: Report): Interpolation => {
  const secrets = new Set<string>();
  const keep = (secret: string) => {
    if (secret.length >= shortestSecret) secrets.add(secret);
  };
  const context = { outside, report, keep };
  return { resolve: (raw) => resolveText(raw, context), secrets };
};

/**
 * Whether a text under a key (and the key around it) is itself and nothing else: no reference, no secret. Nearly all
 * are, so it is asked before anything is made for resolving one.
 */
export const isInnocent = (text: string, around: string | undefined, key: string | undefined): boolean =>
  !text.includes("${") && !text.includes("@") && !text.includes("-----BEGIN") && !isSecretKey(around, key);

const knownKeys = new Map<string, boolean>();
const knownHeaders = new Map<string, boolean>();
const mostKnown = 1000;

/** Remembered, since a large file has few keys, each of them very often. */
const isSecretKey = (around: string | undefined, key: string | undefined): boolean => {
  if (key === undefined) return false;
  const known = around === "headers" ? knownHeaders : knownKeys;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = isSecretByName([around ?? "", key]);
  if (known.size < mostKnown) known.set(key, found);
  return found;
};

interface Context {
  readonly outside: Outside;
  readonly report: Report;
  readonly keep: (secret: string) => void;
}

const resolveText = (raw: RawText, context: Context): LocatedScalar => {
  if (isInnocent(raw.text, raw.keys.at(-2), raw.keys.at(-1)))
    return { kind: "scalar", at: raw.at, value: raw.text };
  const { report, keep } = context;
  const { at } = raw;
  const references: string[] = [];
  let searchFrom = 0;
  let isBroken = false;
  const value = raw.text.replace(referencePattern, (whole, inner: string | undefined, end: string) => {
    if (inner === undefined) return "${";
    const within = Math.max(0, raw.source.indexOf(whole, searchFrom));
    searchFrom = within + whole.length;
    references.push(whole);
    const place = { offset: at.offset + within, path: at.path };
    if (end === "") report.error(place, "${ is not closed by }; write $${ for the two characters themselves");
    const text = end === "" ? undefined : resolveReference(whole, inner, place, raw.keys, context);
    isBroken ||= text === undefined;
    return text ?? "";
  });
  for (const password of urlPasswords(value)) keep(password);
  if (isBroken) return { kind: "scalar", at, value: null, isBroken };
  if (references.length === 0) return { kind: "scalar", at, value: ownText(value, raw, context) };
  if (/^bearer\s+bearer\s/i.test(value))
    report.error(at, `${references.join("")} begins with "Bearer", which stands before it already`);
  return { kind: "scalar", at, value, references: references.join("") };
};

const resolveReference = (
  reference: string,
  inner: string,
  at: Place,
  keys: readonly string[],
  { outside, report, keep }: Context,
): string | undefined => {
  const found = look(outside, inner);
  if (found.kind === "default") return found.text;
  if (found.kind === "problem") {
    report.error(at, `${reference}: ${found.message}`);
    return undefined;
  }
  const text = clean({ text: found.text, name: reference, kind: secretKind(keys), at, report });
  if (text === "") report.warning(at, `${reference} is empty`);
  if (isSecretByName(keys) || !isPlainFact(text)) keep(text);
  return text;
};

/** `token: gh` names a program that gives the token. */
const isNoSecret = (value: string): boolean => value === "gh";

/** A text that is written in the file itself. */
const ownText = (value: string, { at, keys }: RawText, { report, keep }: Context): string => {
  if (isSecretByName(keys) && value !== "" && !isNoSecret(value)) {
    const name = keys.at(-1) ?? "";
    const kind = secretKind(keys);
    const text = clean({ text: value, name, kind, at, report });
    keep(text);
    if (kind === "header") keep(text.replace(/^\w+ +/, ""));
    report.warning(at, inPlainText(name));
    return text;
  }
  if (urlPasswords(value).length > 0) report.warning(at, inPlainText("the password in this URL"));
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value)) {
    report.warning(at, inPlainText("this private key"));
    keep(value);
  }
  return value;
};

const inPlainText = (name: string): string =>
  `${name} stands here in plain text: keep it outside and write \${NAME} or \${file:path}`;

/** Numbers, durations and switches are no secrets: hiding `8300` everywhere would hide too much. */
const isPlainFact = (text: string): boolean => /^(\d+(\.\d+)?[a-z]{0,2}|true|false)$/i.test(text);

type Found =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "default"; readonly text: string }
  | { readonly kind: "problem"; readonly message: string };

const look = (outside: Outside, inner: string): Found => {
  if (inner.startsWith("file:")) return lookInFile(outside, inner.slice("file:".length).trim());
  const [, name, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inner) ?? [];
  if (name === undefined || fallback?.includes("${"))
    return {
      kind: "problem",
      message: "is no reference; write ${NAME}, ${NAME:-default}, ${file:path}, or $${ for the text ${",
    };
  const text = Object.hasOwn(outside.env, name) ? outside.env[name] : undefined;
  if (fallback !== undefined && (text ?? "") === "") return { kind: "default", text: fallback };
  if (text !== undefined) return { kind: "value", text };
  const meant = closest(name, Object.keys(outside.env));
  const hint = meant === undefined ? "" : `, did you mean ${meant}?`;
  return { kind: "problem", message: `the environment variable ${name} is not set${hint}` };
};

const lookInFile = (outside: Outside, path: string): Found => {
  try {
    const text = outside.readFile(resolve(dirname(outside.file), path));
    return { kind: "value", text: text.replace(/\r?\n$/, "") };
  } catch (error) {
    return { kind: "problem", message: describeFileError(error) };
  }
};

interface Uncleaned {
  readonly text: string;
  /** What the text is called in messages: `${TOKEN}` or its key. */
  readonly name: string;
  readonly kind: SecretKind;
  readonly at: Place;
  readonly report: Report;
}

/** Trims what stands around a value by accident and reports what is wrong inside it: kind and position only. */
const clean = ({ text, name, kind, at, report }: Uncleaned): string => {
  const { text: trimmed, cut } = trimStrays(text);
  if (cut.length > 0) report.warning(at, `${name}: removed ${describeStrays(cut)} around the value`);
  if (kind === "token" && /^bearer\s/i.test(trimmed)) {
    report.error(
      at,
      `${name}: the value begins with "Bearer", which is added by itself; give the token alone`,
    );
    return trimmed;
  }
  const inside = findStrays(trimmed).filter((stray) => !isAllowed(stray, kind));
  if (inside.length > 0) {
    const message = `${name}: there is ${describeStrays(inside)} inside the value`;
    if (kind === "open") report.warning(at, message);
    else report.error(at, `${message}; paste it again without`);
  }
  const quote = /^(["']).*\1$/s.exec(trimmed)?.[1];
  if (quote !== undefined) {
    const message = `${name}: the value stands in quotes (${quote}), as kept from an .env file; remove them`;
    if (kind === "token") report.error(at, message);
    else report.warning(at, message);
  }
  return trimmed;
};

const isAllowed = (stray: Stray, kind: SecretKind): boolean => {
  if (kind === "open") return stray.kind !== "invisible";
  return kind !== "token" && stray.kind === "space";
};
