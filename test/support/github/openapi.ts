import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const document = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json;
};

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Json;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly responses: Readonly<Record<string, Json>>;
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says that null is one of the types. */
const asJsonSchema = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const converted = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, asJsonSchema(inner)]),
  );
  return nullable === true ? { anyOf: [converted, { type: "null" }] } : converted;
};

const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The formats that GitHub's description uses; others say nothing that could be checked. */
const formats = {
  "date-time": (text: string) => stamp.test(text) && !Number.isNaN(Date.parse(text)),
  uri: (text: string) => URL.canParse(text),
  email: /^[^@\s]+@[^@\s]+$/,
  timestamp: true,
  int64: true,
} as const;

const base = "https://github.invalid/openapi";

const createAjv = (coerceTypes: boolean): Ajv => {
  const ajv = new Ajv({ strict: false, coerceTypes, formats });
  return ajv.addSchema({ $id: base, components: asJsonSchema(document.components) });
};

const ajv = createAjv(false);
/** Query parameters are texts. */
const coercing = createAjv(true);

export const dereference = (value: unknown): unknown => {
  if (!isObject(value) || typeof value["$ref"] !== "string") return value;
  const path = value["$ref"].split("/").slice(1);
  return dereference(
    path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), document),
  );
};

/** References become absolute, since each schema is compiled by itself. */
const rooted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rooted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string" && inner.startsWith("#") ? base + inner : rooted(inner),
    ]),
  );
};

/** One operation of GitHub's description, and what a path gives for its parameters. */
export interface MatchedOperation {
  readonly name: string;
  readonly template: string;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a request. `/repositories/{id}` is `/repos/{owner}/{repo}` by number, and undocumented. */
export const matchOperation = (method: string, path: string): MatchedOperation | undefined => {
  const known = path.replace(/^\/repositories\/\d+(?=\/|$)/, "/repos/by/number");
  for (const [template, methods] of Object.entries(document.paths)) {
    const operation = methods[method.toLowerCase()];
    const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const found = operation && pattern.exec(known);
    if (found) return { name: `${method} ${template}`, template, operation, parameters: { ...found.groups } };
  }
  return undefined;
};

const validators = new Map<string, ValidateFunction>();

const validatorFor = (key: string, which: Ajv, schema: unknown): ValidateFunction => {
  const known = validators.get(key);
  if (known) return known;
  const made = which.compile(rooted(asJsonSchema(schema)) as Json);
  validators.set(key, made);
  return made;
};

const parametersOf = ({ operation }: MatchedOperation): readonly Parameter[] =>
  (operation.parameters ?? []).map((parameter) => dereference(parameter) as Parameter);

/** What is wrong with a request by GitHub's description. */
export const requestFaults = (
  matched: MatchedOperation,
  query: Readonly<Record<string, string>>,
): readonly string[] => {
  const parameters = parametersOf(matched);
  const known = parameters.filter((parameter) => parameter.in === "query");
  const unknown = Object.keys(query).filter((name) => !known.some((parameter) => parameter.name === name));
  const faults = known.flatMap(({ name, required, schema }) => {
    const value = query[name];
    // The description calls it a date-time; its words, and GitHub, take the ranges of the search.
    if (
      name === "created" &&
      /^(>=?|<=?)?\d{4}-\d\d-\d\d(T[\d:]+Z)?(\.\.\d{4}-\d\d-\d\d(T[\d:]+Z)?)?$/.test(value ?? "")
    )
      return [];
    if (value === undefined) return required ? [`the query parameter ${name} is missing`] : [];
    const validate = validatorFor(`${matched.name} ?${name}`, coercing, {
      type: "object",
      properties: { value: schema },
    });
    return validate({ value }) ? [] : [`${name}=${value}: ${coercing.errorsText(validate.errors)}`];
  });
  return [...unknown.map((name) => `the query parameter ${name} is unknown`), ...faults];
};

/** The schema of an answer's body; absent when the description has none for this status. */
export const answerSchema = ({ operation }: MatchedOperation, status: number): unknown => {
  const response = dereference(operation.responses[String(status)]);
  if (!isObject(response)) return undefined;
  const content = isObject(response["content"]) ? response["content"]["application/json"] : undefined;
  return isObject(content) ? content["schema"] : undefined;
};

/** What is wrong with an answer by GitHub's description. Statuses that it does not name are the fake's own business. */
export const answerFaults = (matched: MatchedOperation, status: number, body: unknown): readonly string[] => {
  if (status >= 200 && status < 300 && !matched.operation.responses[String(status)])
    return [`status ${status} is not described`];
  const schema = answerSchema(matched, status);
  if (schema === undefined) return [];
  const validate = validatorFor(`${matched.name} ${status}`, ajv, schema);
  return validate(body) ? [] : [ajv.errorsText(validate.errors, { dataVar: "answer" })];
};
