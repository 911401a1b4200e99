import { FunctionExpressionType, JSONPathEnvironment, type FilterFunction, type JSONValue } from "json-p3";
import { RE2JS } from "re2js";
import { z } from "zod";
import { simpleSelect } from "./simple-path.ts";

/** A JSON value, as `JSON.parse` makes it; that `undefined` is none is beyond json-p3's type. */
export type Json = JSONValue;

/** A compiled JSONPath (RFC 9535). */
export interface JsonPath {
  readonly text: string;
  /** The values it selects. Throws when the value is nested too deeply. */
  readonly select: (value: Json) => readonly Json[];
}

/** `match` and `search` in time linear in the text: the text is the target's. An invalid pattern matches nothing. */
const patternFunction = (test: (pattern: RE2JS, text: string) => boolean): FilterFunction => ({
  argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
  returnType: FunctionExpressionType.LogicalType,
  call: (text, source) => {
    if (typeof text !== "string" || typeof source !== "string") return false;
    try {
      return test(RE2JS.compile(source), text);
    } catch {
      return false;
    }
  },
});

const environment = new JSONPathEnvironment();
environment.functionRegister.set(
  "match",
  patternFunction((pattern, text) => pattern.testExact(text)),
);
environment.functionRegister.set(
  "search",
  patternFunction((pattern, text) => pattern.test(text)),
);

/**
 * Runs any JSONPath.
 * @throws {Error} when the text is none
 */
export const interpretedSelect = (text: string): JsonPath["select"] => {
  const query = environment.compile(text);
  return (value) => query.query(value).values();
};

/** A JSONPath; what is wrong with it is said with its place. */
export const jsonPath = (): z.ZodType<JsonPath, string> =>
  z
    .string()
    .min(1)
    .transform((text, context) => {
      try {
        return { text, select: simpleSelect(text) ?? interpretedSelect(text) };
      } catch (error) {
        const said = error instanceof Error ? error.message : "unknown error";
        context.issues.push({
          code: "custom",
          message: `must be a JSONPath (RFC 9535): ${said}`,
          input: text,
        });
        return z.NEVER;
      }
    })
    .meta({ description: "JSONPath (RFC 9535) of the values to look at: $.status, $.items[*].id" });

/** The JSON type's name, for people: `null` and `array` are types of their own. */
export const jsonType = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** Equality of JSON values: by type and value, whatever the order of an object's members. */
export const jsonEquals = (left: Json, right: Json): boolean => {
  if (left === right) return true;
  if (jsonType(left) !== jsonType(right)) return false;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => jsonEquals(item, right[at]));
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && jsonEquals(left[name], right[name]))
  );
};

const isObject = (value: Json): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Length as RFC 9535's `length()` has it: characters, items or members. */
export const jsonLength = (value: Json): number | undefined => {
  if (typeof value === "string") return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
};
