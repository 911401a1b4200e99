import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonExpectation, jsonJudge } from "./json.ts";
import { jsonEquals, jsonLength, type Json } from "./json-path.ts";

const judge = (expectation: Record<string, unknown>, document: Json) =>
  jsonJudge(jsonExpectation().parse(expectation), (text) => text)(document);

const document: Json = {
  status: 0,
  text: "0",
  items: [{ n: 1 }, { n: 2 }, { n: 3 }],
  empty: [],
  none: null,
  word: "火の見",
};

describe("jsonJudge", () => {
  it.each([
    [{ path: "$.status", eq: 0 }],
    [{ path: "$.text", eq: "0" }],
    [{ path: "$.none", eq: null }],
    [{ path: "$.items[0]", eq: { n: 1 } }],
    [{ path: "$.status", ne: 1 }],
    [{ path: "$.text", ne: 0 }],
    [{ path: "$.items[*].n", gt: 0, lt: 4 }],
    [{ path: "$.status", in: [0, 1] }],
    [{ path: "$.text", matches: "^\\d$" }],
    [{ path: "$.items", length: 3 }],
    [{ path: "$.word", length: 3 }],
    [{ path: "$.items[0]", length: 1 }],
    [{ path: "$.none", exists: true }],
    [{ path: "$.none" }],
    [{ path: "$.gone", exists: false }],
    [{ path: "$.items[?@.n > 2].n", eq: 3 }],
    [{ path: "$.items[?match(@.n, 'x')]", exists: false }],
    [{ path: "$[?search(@, '(a+)+$')]", exists: false }],
    [{ path: "$.items[?length(@) == 1]", exists: true }],
  ])("finds %j met", (expectation) => {
    expect(judge(expectation, document)).toMatchObject({ status: "up" });
  });

  it.each([
    [{ path: "$.status", eq: "0" }, "json-mismatch", "0", 'eq "0"'],
    [{ path: "$.text", eq: 0 }, "json-mismatch", '"0"', "eq 0"],
    [{ path: "$.status", ne: 0 }, "json-mismatch", "0", "ne 0"],
    [{ path: "$.status", in: [1, "0"] }, "json-mismatch", "0", 'in [1,"0"]'],
    [{ path: "$.items[*].n", lt: 3 }, "json-mismatch", "3", "< 3"],
    [{ path: "$.text", gt: -1 }, "json-type", '"0"', "> -1"],
    [{ path: "$.none", lt: 1 }, "json-type", "null", "< 1"],
    [{ path: "$.status", matches: "0" }, "json-type", "0", "matches /0/"],
    [{ path: "$.status", length: 1 }, "json-type", "0", "length 1"],
    [{ path: "$.empty", length: 1 }, "json-mismatch", "[]", "length 1"],
    [{ path: "$.gone", eq: 0 }, "json-missing", "nothing", "eq 0"],
    [{ path: "$.empty[*]", eq: 0 }, "json-missing", "nothing", "eq 0"],
    [{ path: "$.gone" }, "json-missing", "nothing", "exists"],
    [{ path: "$.status", exists: false }, "json-mismatch", "0", "does not exist"],
  ])("finds %j not met: %s", (expectation, code, actual, expected) => {
    const judgement = judge(expectation, document);
    expect(judgement).toMatchObject({ status: "down", reason: { code }, actual, expected });
    expect(judgement.subject).toBe(`json ${expectation.path}`);
  });

  it("names the type that was found and the one that is needed", () => {
    expect(judge({ path: "$.text", gt: 1 }, document).reason?.detail).toBe(
      '$.text is "0", of type string, but "> 1" needs a number',
    );
  });

  it.each(["status", "$.", "$[", "$.a[?@.b ==]", "$.a[?nope(@)]"])("refuses the path %s", (path) => {
    const { error } = jsonExpectation().safeParse({ path });
    expect(error?.issues[0]?.message).toMatch(/^must be a JSONPath \(RFC 9535\): /);
  });

  it("matches patterns of the path in linear time", () => {
    const evil: Json = { text: `${"a".repeat(50_000)}!` };
    expect(judge({ path: "$[?search(@, '^(a|a)*$')]", exists: false }, evil)).toMatchObject({ status: "up" });
  });
});

describe("jsonEquals", () => {
  it("agrees with the text of JSON, and does not mind the order of members", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(jsonEquals(json, JSON.parse(JSON.stringify(value)) as Json)).toBe(true);
        expect(jsonEquals(json, [json])).toBe(false);
      }),
    );
    expect(jsonEquals({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(jsonEquals({ a: 1 }, { b: 1 })).toBe(false);
    expect(jsonEquals([1, 2], [2, 1])).toBe(false);
    expect(jsonEquals({}, [])).toBe(false);
    expect(jsonEquals(0, JSON.parse("-0") as Json)).toBe(true);
  });
});

describe("jsonLength", () => {
  it("counts characters, not code units", () => {
    expect(jsonLength("𠮷野家")).toBe(3);
    expect(jsonLength(3)).toBeUndefined();
  });
});
