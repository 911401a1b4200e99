import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpretedSelect, type Json } from "./json-path.ts";
import { simpleSelect } from "./simple-path.ts";

const names = ["a", "b", "length", "__proto__", "constructor", "0", "$", "_x1", "火", "a b", ""];
const name = fc.constantFrom(...names);

/** JSON in which the names and indexes of the paths below are found often. */
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.constantFrom<Json[]>(null, true, 0, 1.5, "", "text"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .array(fc.tuple(name, tie("json")), { maxLength: 4 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
          ) as Json,
      ),
  ),
}));

const segment = fc.oneof(
  name.map((key) => `.${key}`),
  name.map((key) => `['${key}']`),
  name.map((key) => `["${key}"]`),
  fc.nat(4).map((index) => `[${index}]`),
  fc.constantFrom(
    "[-1]",
    "[*]",
    "[01]",
    "..a",
    "[0,1]",
    "[?@.a]",
    " .a",
    "['a\\'b']",
    "[9007199254740993]",
    "[ 0 ]",
  ),
);
const path = fc.array(segment, { maxLength: 4 }).map((segments) => `$${segments.join("")}`);

describe("simpleSelect", () => {
  it("selects what the interpreter selects, or leaves the path to it", () => {
    let simple = 0;
    fc.assert(
      fc.property(path, json, (text, value) => {
        const select = simpleSelect(text);
        if (!select) return;
        simple += 1;
        expect(select(value)).toEqual(interpretedSelect(text)(value));
      }),
      { numRuns: 3000 },
    );
    expect(simple).toBeGreaterThan(300);
  });

  it("takes nothing for a simple path that the interpreter refuses", () => {
    const any = fc.stringMatching(/^[$.[\]'"\\ab01\-*? \n]*$/);
    fc.assert(
      fc.property(any, json, (rest, value) => {
        const text = `$${rest}`;
        const select = simpleSelect(text);
        if (select) expect(select(value)).toEqual(interpretedSelect(text)(value));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(["$", "$.status", "$.items[0].name", "$['a b']", '$["a"][12]'])("takes %s", (text) => {
    expect(simpleSelect(text)).toBeDefined();
  });
});
