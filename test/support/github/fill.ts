import { dereference } from "./openapi.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = ({ format, pattern, minLength }: Json): string => {
  if (format === "uri") return "https://github.invalid/";
  if (format === "date-time") return "2026-01-01T00:00:00Z";
  if (format === "date") return "2026-01-01";
  if (format === "email") return "nobody@example.com";
  if (typeof pattern === "string") return "0".repeat(40);
  return typeof minLength === "number" ? "x".repeat(minLength) : "";
};

const choicesOf = ({ oneOf, anyOf }: Json): readonly unknown[] => {
  const choices = oneOf ?? anyOf;
  return Array.isArray(choices) ? choices : [];
};

const bare = (schema: Json): unknown => {
  const { type, enum: values, nullable } = schema;
  if (nullable === true) return null;
  if (Array.isArray(values)) return values[0];
  const [first] = choicesOf(schema);
  if (first !== undefined) return fill(first, undefined);
  switch (type) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "array":
      return [];
    default:
      return {};
  }
};

/** An object with every field that its schema wants, and those that are known. */
const fillObject = (properties: Json, required: unknown, known: Json | undefined): unknown => {
  const wanted = new Set(Array.isArray(required) ? required : []);
  const names = Object.keys(properties).filter((name) => wanted.has(name) || (known && name in known));
  const filled = names.map((name) => [name, fill(properties[name], known?.[name])] as const);
  return { ...known, ...Object.fromEntries(filled) };
};

const fillUnnamed = (schema: Json, known: Json | undefined): unknown => {
  const { allOf } = schema;
  if (Array.isArray(allOf))
    return Object.assign({}, ...allOf.map((part: unknown) => fill(part, known)), known) as unknown;
  if (!known) return bare(schema);
  const choice = choicesOf(schema)
    .map(dereference)
    .find((one) => isObject(one) && isObject(one["properties"]));
  return choice ? fill(choice, known) : known;
};

/**
 * The smallest value that GitHub's description allows, with what is known laid over it: so the fake's answers have
 * every field that GitHub promises without anybody writing them down.
 */
export const fill = (reference: unknown, known: unknown): unknown => {
  const schema = dereference(reference);
  if (!isObject(schema)) return known ?? null;
  const { items, properties, nullable, required } = schema;
  if (Array.isArray(known) && isObject(items)) return known.map((item) => fill(items, item));
  if (known !== undefined && !isObject(known)) return known;
  if (!isObject(properties)) return fillUnnamed(schema, known);
  return known === undefined && nullable === true ? null : fillObject(properties, required, known);
};
