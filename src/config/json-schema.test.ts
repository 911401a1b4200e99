import { readFileSync, globSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { tinyCatalogue } from "../../test/support/load-yaml.ts";
import { checkTypes } from "../checks/registry.ts";
import { notifiers } from "../notifiers/registry.ts";
import { sinks } from "../sinks/registry.ts";
import { channelFields, checkFields, sinkFields } from "./file-schema.ts";
import { fileJsonSchema } from "./json-schema.ts";
import { jsonSchemaOf, keysOf, type JsonSchema } from "./schema-keys.ts";

const compile = (schema: JsonSchema) =>
  new Ajv2020({ strict: true, strictTypes: false, allErrors: true, formats: { uri: URL.canParse } }).compile(
    schema,
  );

const published = fileJsonSchema({ checkTypes, notifiers, sinks });
const isValid = compile(published);

it("is the published file: run node tools/schema.ts after a change", () => {
  const file = new URL("../../hinomi.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(published)));
});

it.each(globSync("examples/*.yaml"))("accepts %s", (file) => {
  isValid(parse(readFileSync(file, "utf8").replace(/: (\$\{.*\})$/gm, ': "$1"')));
  expect(isValid.errors).toBeNull();
});

describe("accepts", () => {
  it.each([
    ["a reference where a number is wanted", { checks: [], server: { port: "${PORT:-8300}" } }],
    ["a reference where a duration is wanted", { checks: [], defaults: { every: "${EVERY}" } }],
    [
      "every form of a confirmation",
      { checks: [], defaults: { confirm: { down: "3 of 5", up: { count: 2, for: "1m" } } } },
    ],
  ])("%s", (_, file) => {
    expect(isValid(file)).toBe(true);
  });
});

describe("refuses", () => {
  it.each([
    ["no checks", {}],
    ["an unknown key", { checks: [], tittle: "x" }],
    ["an unknown type", { checks: [{ id: "a", type: "htp", url: "https://a.example/" }] }],
    ["a check without an id", { checks: [{ type: "http", url: "https://a.example/" }] }],
    ["a check without what its type needs", { checks: [{ id: "a", type: "http" }] }],
    [
      "an option of another type",
      { checks: [{ id: "a", type: "tcp", host: "h", port: 1, url: "https://a.example/" }] },
    ],
    ["a wrong duration", { checks: [], defaults: { every: "often" } }],
    ["a number for text", { checks: [], title: 5 }],
    ["a channel without a type", { checks: [], channels: { a: {} } }],
    [
      "a channel's unknown key",
      { checks: [], channels: { a: { type: "webhook", url: "https://a.example/", pasword: "x" } } },
    ],
    [
      "a window with both kinds of time",
      { checks: [], maintenance: [{ id: "m", from: "2026-01-01", cron: "* * * * *" }] },
    ],
  ])("%s", (_, file) => {
    expect(isValid(file)).toBe(false);
  });
});

it("describes each type of any catalogue", () => {
  const check = compile(fileJsonSchema(tinyCatalogue));
  const ping = { id: "a", type: "ping", url: "https://a.example/" };
  expect(check({ checks: [{ ...ping, method: "GET", every: "5s" }] })).toBe(true);
  expect(check({ checks: [{ ...ping, method: "GTE" }] })).toBe(false);
});

it("keeps the definitions of a type's recursive options apart", () => {
  const references = JSON.stringify(published).match(/"#\/\$defs\/[^"]+"/g) ?? [];
  const known = Object.keys(published["$defs"] ?? {});
  expect(references.map((text) => text.slice(9, -1)).filter((name) => !known.includes(name))).toEqual([]);
});

it.each([
  ...checkTypes.map(({ type, options }) => ["check", type, options, Object.keys(checkFields)] as const),
  ...notifiers.map(({ type, options }) => ["channel", type, options, Object.keys(channelFields)] as const),
  ...sinks.map(({ type, options }) => ["sink", type, options, Object.keys(sinkFields)] as const),
])(
  "the options of the %s type %s neither hide a common field nor allow unknown keys",
  (_, __, options, common) => {
    expect(keysOf(options, []).filter((key) => common.includes(key))).toEqual([]);
    const { anyOf, oneOf, additionalProperties } = jsonSchemaOf(options);
    expect(anyOf ?? oneOf ?? additionalProperties).toEqual(false);
  },
);
