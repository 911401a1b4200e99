import type { OptionsSchema, SchemaIssue } from "../core/schema.ts";
import { find, toPlain, type Located } from "./located.ts";
import { reportIssues } from "./issues.ts";
import { keysOf } from "./schema-keys.ts";
import type { Report } from "./report.ts";

/** What a schema made of a located value. */
export interface Validated<Output> {
  /** The value as the schema got it: texts from references stand as numbers where numbers are wanted. */
  readonly input: Located;
  readonly output: Output;
}

/** Validates a value, reporting every issue; absent when there is one. `besides` are keys allowed at its top. */
export const validateLocated = <Output>(
  schema: OptionsSchema<Output>,
  value: Located,
  report: Report,
  besides: readonly string[] = [],
): Validated<Output> | undefined => {
  const first = run(schema, value);
  if (!first.issues) return { input: value, output: first.value };
  const input = first.issues.reduce(retyped, value);
  const second = input === value ? first : run(schema, input);
  if (!second.issues) return { input, output: second.value };
  const keysAt = (path: readonly PropertyKey[]) =>
    path.length === 0 ? [...keysOf(schema, path), ...besides] : keysOf(schema, path);
  reportIssues(second.issues, { report, value: input, keysAt });
  return undefined;
};

const run = <Output>(schema: OptionsSchema<Output>, value: Located) => {
  const result = schema["~standard"].validate(toPlain(value));
  if (result instanceof Promise) throw new Error("options schemas must be synchronous");
  return result;
};

/** `port: ${PORT}` is text until the schema asks for a number there: then the text is read as YAML would. */
const retyped = (value: Located, issue: SchemaIssue): Located => {
  const path = (issue.path ?? []).map((key) => (typeof key === "object" ? key.key : key));
  const found = find(value, path);
  if (found?.kind !== "scalar" || found.references === undefined || typeof found.value !== "string")
    return value;
  const expected = "expected" in issue ? String(issue.expected) : "";
  const read = readAs(expected, found.value);
  return read === undefined ? value : replaceAt(value, path, { ...found, value: read });
};

const readAs = (expected: string, text: string): number | boolean | undefined => {
  if (/^(number|int)$/.test(expected) && /^[-+]?\d+(\.\d+)?$/.test(text)) return Number(text);
  return expected === "boolean" && /^(true|false)$/.test(text) ? text === "true" : undefined;
};

const replaceAt = (value: Located, path: readonly PropertyKey[], by: Located): Located => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (value.kind === "list")
    return {
      ...value,
      items: value.items.map((item, index) => (index === key ? replaceAt(item, rest, by) : item)),
    };
  const entry = value.kind === "map" ? value.entries.get(String(key)) : undefined;
  if (value.kind !== "map" || !entry) return value;
  const entries = new Map(value.entries).set(String(key), {
    ...entry,
    value: replaceAt(entry.value, rest, by),
  });
  return { ...value, entries };
};
