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

/**
 * The smallest value that GitHub's description allows, with what is known laid over it: so the fake's answers have
 * every field that GitHub promises without anybody writing them down.
 */
export const fill = (schema: unknown, known: unknown): unknown => {
  const resolved = dereference(schema);
  if (!isObject(resolved)) return known ?? null;
  if (Array.isArray(known) && isObject(resolved["items"]))
    return known.map((item) => fill(resolved["items"], item));
  if (known !== undefined && !isObject(known)) return known;
  const parts = Array.isArray(resolved["allOf"]) ? (resolved["allOf"] as readonly unknown[]) : [];
  const properties = isObject(resolved["properties"]) ? resolved["properties"] : undefined;
  if (parts.length > 0 && !properties)
    return Object.assign({}, ...parts.map((part) => fill(part, known)), known);
  if (isObject(known)) {
    const choice = choicesOf(resolved)
      .map(dereference)
      .find((one) => isObject(one) && isObject(one["properties"]));
    if (choice) return fill(choice, known);
  }
  if (!properties) return known ?? bare(resolved);
  if (known === undefined && resolved["nullable"] === true) return null;
  const required = new Set(Array.isArray(resolved["required"]) ? resolved["required"] : []);
  const names = Object.keys(properties).filter((name) => required.has(name) || (known && name in known));
  const filled = names.map((name) => [name, fill(properties[name], known?.[name])] as const);
  return { ...known, ...Object.fromEntries(filled) };
};
