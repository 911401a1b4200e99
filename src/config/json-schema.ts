import { z } from "zod";
import type { OptionsSchema } from "../core/schema.ts";
import type { Catalogue } from "./catalogue.ts";
import { channelFields, checkFields, fileSchema, sinkFields } from "./file-schema.ts";
import { isSchema, jsonSchemaOf, schemasIn, type JsonSchema } from "./schema-keys.ts";

/** The JSON Schema (draft 2020-12) of the whole file, for editors: one definition for each type of the catalogue. */
export const fileJsonSchema = (catalogue: Catalogue): JsonSchema => {
  const { checkTypes, notifiers, sinks } = catalogue;
  const schema = withReferences({
    ...jsonSchemaOf(fileSchema),
    $defs: {
      ...definitions("channel", notifiers, jsonSchemaOf(z.object(channelFields))),
      ...definitions("check", checkTypes, jsonSchemaOf(z.object(checkFields))),
      ...definitions("sink", sinks, jsonSchemaOf(z.object(sinkFields))),
    },
  });
  const properties = asSchema(schema["properties"]);
  const channels = {
    ...asSchema(properties["channels"]),
    additionalProperties: byType("channel", notifiers),
  };
  const checks = { ...asSchema(properties["checks"]), items: byType("check", checkTypes) };
  const places = { ...asSchema(properties["sinks"]), additionalProperties: byType("sink", sinks) };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Hinomi configuration",
    ...schema,
    properties: { ...properties, channels, checks, sinks: places },
    $defs: { reference, ...asSchema(schema["$defs"]) },
  };
};

/** What a catalogue's entries have in common. */
interface Plugin {
  readonly type: string;
  readonly summary: string;
  readonly options: OptionsSchema;
}

const reference = {
  description: "Resolved when the file is read: ${NAME}, ${NAME:-default} or ${file:path}",
  type: "string",
  pattern: "\\$\\{.+\\}",
};

const asSchema = (value: unknown): JsonSchema => (isSchema(value) ? value : {});

/** `type` decides which definition the rest has to fit, so that an editor offers that type's keys. */
const byType = (family: string, plugins: readonly Plugin[]): JsonSchema => ({
  type: "object",
  properties: {
    type: {
      description: plugins.map(({ type, summary }) => `${type}: ${summary}`).join("\n"),
      enum: plugins.map(({ type }) => type),
    },
  },
  required: ["type"],
  allOf: plugins.map(({ type }) => ({
    if: { properties: { type: { const: type } }, required: ["type"] },
    // oxlint-disable-next-line unicorn/no-thenable -- a JSON Schema keyword
    then: { $ref: `#/$defs/${family}-${type}` },
  })),
});

const definitions = (family: string, plugins: readonly Plugin[], fields: JsonSchema): JsonSchema =>
  Object.fromEntries(
    plugins.flatMap(({ type, summary, options }) => {
      const name = `${family}-${type}`;
      const { $defs, ...own } = asSchema(renamed(jsonSchemaOf(options), name));
      const inner = Object.entries(asSchema($defs)).map(([key, value]) => [`${name}.${key}`, value] as const);
      const typed = { ...fields, properties: { ...asSchema(fields["properties"]), type: { const: type } } };
      return [[name, { description: summary, ...withFields(own, typed) }] as const, ...inner];
    }),
  );

/** References inside a type's own schema, moved to where its definitions go. */
const renamed = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, name));
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== "$ref" || typeof inner !== "string") return [key, renamed(inner, name)];
      return [key, inner === "#" ? `#/$defs/${name}` : inner.replace("#/$defs/", `#/$defs/${name}.`)];
    }),
  );
};

/** A type's options together with the fields that every check, channel or sink has, in each branch of a union. */
const withFields = (options: JsonSchema, fields: JsonSchema): JsonSchema => {
  for (const union of ["anyOf", "oneOf"])
    if (options[union])
      return { ...options, [union]: schemasIn(options[union]).map((branch) => withFields(branch, fields)) };
  const required = [fields, options].flatMap(({ required }) => (Array.isArray(required) ? required : []));
  return {
    ...options,
    properties: { ...asSchema(fields["properties"]), ...asSchema(options["properties"]) },
    required: [...new Set(required)],
  };
};

const toReference = { $ref: "#/$defs/reference" };

/** Lets `${…}` stand wherever a number or a text of some form is wanted, since it is resolved before. */
const withReferences = (node: JsonSchema): JsonSchema => {
  const inner = withReferencesInside(node);
  const union = schemasIn(inner["anyOf"]);
  if (union.some(isConstrained)) return { ...inner, anyOf: [...union, toReference] };
  if (!isConstrained(inner)) return inner;
  const { description, default: fallback, ...rest } = inner;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [rest, toReference],
  };
};

const isConstrained = (node: JsonSchema): boolean => {
  if (["number", "integer", "boolean"].includes(String(node["type"]))) return true;
  return node["enum"] !== undefined || node["pattern"] !== undefined || node["format"] !== undefined;
};

const withReferencesInside = (node: JsonSchema): JsonSchema =>
  Object.fromEntries(
    Object.entries(node).map(([keyword, value]) => [keyword, keywordWithReferences(keyword, value)]),
  );

const keywordWithReferences = (keyword: string, value: unknown): unknown => {
  switch (keyword) {
    case "properties":
    case "patternProperties":
    case "$defs":
      return Object.fromEntries(
        Object.entries(asSchema(value)).map(([key, inner]) => [
          key,
          isSchema(inner) ? withReferences(inner) : inner,
        ]),
      );
    case "items":
    case "additionalProperties":
      return isSchema(value) ? withReferences(value) : value;
    case "anyOf":
    case "oneOf":
    case "prefixItems":
      return schemasIn(value).map(withReferencesInside);
    default:
      return value;
  }
};
