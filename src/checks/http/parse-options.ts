import { validated } from "../../core/check-type.ts";
import type { OptionsSchema, SchemaResult } from "../../core/schema.ts";
import { httpOptionsSchema, type HttpOptions } from "./options.ts";

/** Everything but the address. Checks whose options are equal have the same object, and so share what is made of it. */
export type SharedOptions = Omit<HttpOptions, "url">;

interface ParsedOptions {
  readonly url: string;
  readonly host: string;
  readonly shared: SharedOptions;
}

/** More than a person writes by hand: a file of many checks is made of few kinds. */
const mostKinds = 1000;

const kinds = new Map<string, HttpOptions>();
/** Validates all of it each time. */
const thorough = { "~standard": httpOptionsSchema["~standard"] };

const isObject = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

/** Equal keys mean equal options. Absent where JSON would not tell values apart: it writes NaN as null. */
const keyOf = (rest: Readonly<Record<string, unknown>>): string | undefined => {
  try {
    const key = JSON.stringify(rest);
    return key.includes("null") ? undefined : key;
  } catch {
    return undefined;
  }
};

/** The host of an address that the schema would take as it stands; absent when the schema must look at it itself. */
const hostOf = (url: unknown): string | undefined =>
  typeof url === "string" && /^https?:\/\/[\x21-\x7e]+$/.test(url) ? URL.parse(url)?.hostname : undefined;

/** The value that the schema makes; absent when something is wrong. */
const valueOf = <Output>(schema: OptionsSchema<Output>, raw: unknown): Output | undefined => {
  const result = schema["~standard"].validate(raw);
  return result instanceof Promise || result.issues ? undefined : result.value;
};

/** Validates each kind of options once, with an address that stands for all of its scheme. */
const parseShared = (raw: unknown): ParsedOptions | undefined => {
  if (!isObject(raw)) return undefined;
  const { url, ...rest } = raw;
  const host = hostOf(url);
  const key = keyOf(rest);
  if (typeof url !== "string" || !host || key === undefined) return undefined;
  const standIn = url.startsWith("https:") ? "https://shared.invalid/" : "http://shared.invalid/";
  const known = kinds.get(standIn + key);
  if (known) return { url, host, shared: known };
  const shared = valueOf(thorough, { ...rest, url: standIn });
  if (!shared) return undefined;
  const [oldest] = kinds.keys();
  if (kinds.size >= mostKinds && oldest !== undefined) kinds.delete(oldest);
  kinds.set(standIn + key, shared);
  return { url, host, shared };
};

/**
 * Validates the options of a check, equal ones once.
 * @throws {Error} that says every problem
 */
export const parseOptions = (raw: unknown): ParsedOptions => {
  const parsed = parseShared(raw);
  if (parsed) return parsed;
  const { url, ...shared } = validated(thorough, raw);
  return { url, host: new URL(url).hostname, shared };
};

const validateShared = (raw: unknown): SchemaResult<HttpOptions> | Promise<SchemaResult<HttpOptions>> => {
  const parsed = parseShared(raw);
  if (!parsed) return thorough["~standard"].validate(raw);
  return { value: { ...parsed.shared, url: parsed.url } };
};

/** The schema, validating equal options once. It stays the object that it is: JSON Schema is made of its inside. */
export const httpOptions = Object.defineProperty(httpOptionsSchema, "~standard", {
  value: { ...httpOptionsSchema["~standard"], validate: validateShared },
});
