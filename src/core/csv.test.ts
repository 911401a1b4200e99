import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, guardedText, parseCsv } from "./csv.ts";

const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "a", "", "=", "\uFEFF") }),
);
const line = fc.array(cell, { minLength: 1, maxLength: 6 });

describe("csv", () => {
  it("reads what it wrote", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.map((cells) => csvLine(cells)).join("");
        expect(parseCsv(text)).toEqual(lines);
      }),
      { numRuns: 2000 },
    );
  });

  it("never fails on what others wrote, and rewrites it to the same cells", () => {
    fc.assert(
      fc.property(cell, (text) => {
        const lines = parseCsv(text);
        expect(parseCsv(lines.map((cells) => csvLine(cells)).join(""))).toEqual(lines);
      }),
      { numRuns: 2000 },
    );
  });

  it("writes RFC 4180", () => {
    expect(csvLine(["a", 1.5, null, 'say "hi"', "x,y", "two\nlines", "東京", ""])).toBe(
      'a,1.5,,"say ""hi""","x,y","two\nlines",東京,\r\n',
    );
    expect(csvLine([null])).toBe('""\r\n');
  });

  it("reads bare line feeds, a missing last end, a byte order mark and an open quote", () => {
    expect(parseCsv('\uFEFFa,b\n"c\r\nd",\n,e')).toEqual([
      ["a", "b"],
      ["c\r\nd", ""],
      ["", "e"],
    ]);
    expect(parseCsv('"a"b,"c')).toEqual([["ab", "c"]]);
    expect(parseCsv("")).toEqual([]);
    expect(parseCsv("a,")).toEqual([["a", ""]]);
  });

  it.each(["=", "+", "-", "@", "\t", "\r"])("guards a text that begins with %j", (first) => {
    expect(guardedText(`${first}1+1`)).toBe(`'${first}1+1`);
    expect(guardedText(`1${first}`)).toBe(`1${first}`);
  });
});
