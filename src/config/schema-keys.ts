import type { OptionsSchema } from "../core/schema.ts";

/** A JSON Schema (draft 2020-12), or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** What the part of Standard JSON Schema that zod implements looks like. */
interface JsonSchemaSource {
  readonly jsonSchema: {
    input(options: { readonly target: string; readonly libraryOptions: object }): JsonSchema;
  };
}

const isJsonSchemaSource = (value: object): value is JsonSchemaSource =>
  "jsonSchema" in value && isSchema(value.jsonSchema) && typeof value.jsonSchema["input"] === "function";

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The sub-schemas in a list such as `anyOf`; none when there is no list. */
export const schemasIn = (value: unknown): readonly JsonSchema[] =>
  Array.isArray(value) ? value.filter(isSchema) : [];

const known = new WeakMap<OptionsSchema, JsonSchema>();

/** What a schema accepts, as JSON Schema; `{}` (anything) when its library cannot say. */
export const jsonSchemaOf = (schema: OptionsSchema): JsonSchema => {
  const before = known.get(schema);
  if (before) return before;
  const standard = schema["~standard"];
  const made = isJsonSchemaSource(standard)
    ? standard.jsonSchema.input({ target: "draft-2020-12", libraryOptions: { unrepresentable: "any" } })
    : {};
  const { $schema: _, "~standard": __, ...rest } = made;
  known.set(schema, rest);
  return rest;
};

/** The names of the keys that the map at a path may have, in every branch of unions. */
export const keysOf = (schema: OptionsSchema, path: readonly PropertyKey[]): readonly string[] => {
  const root = jsonSchemaOf(schema);
  const branches = (node: JsonSchema, level = 0): readonly JsonSchema[] => {
    if (level > 20) return [];
    const inner = [...schemasIn(node["anyOf"]), ...schemasIn(node["oneOf"]), ...schemasIn(node["allOf"])];
    return [node, ...[...referred(root, node), ...inner].flatMap((branch) => branches(branch, level + 1))];
  };
  const step = (nodes: readonly JsonSchema[], key: PropertyKey) =>
    nodes.flatMap((node) => childrenAt(node, key)).flatMap((node) => branches(node));
  const found = path.reduce<readonly JsonSchema[]>(step, branches(root));
  return [
    ...new Set(found.flatMap(({ properties }) => (isSchema(properties) ? Object.keys(properties) : []))),
  ];
};

const referred = (root: JsonSchema, { $ref }: JsonSchema): readonly JsonSchema[] => {
  if ($ref === "#") return [root];
  const name = typeof $ref === "string" ? $ref.replace("#/$defs/", "") : undefined;
  const definition = name !== undefined && isSchema(root["$defs"]) ? root["$defs"][name] : undefined;
  return isSchema(definition) ? [definition] : [];
};

const childrenAt = (node: JsonSchema, key: PropertyKey): readonly JsonSchema[] => {
  if (typeof key === "number") return [node["items"]].filter(isSchema);
  const own = isSchema(node["properties"]) ? node["properties"][String(key)] : undefined;
  return [own ?? node["additionalProperties"]].filter(isSchema);
};
