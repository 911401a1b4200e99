import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "./number-text.ts";

describe("parseNumber", () => {
  it.each([
    ["12", "point", 12],
    [" -1.5e3\n", "point", -1500],
    ["+.5", "point", 0.5],
    ["1,5", "comma", 1.5],
    ["1,234", "point", undefined],
    ["1.234", "comma", undefined],
    ["1.234,5", "comma", undefined],
    ["0x10", "point", undefined],
    ["Infinity", "point", undefined],
    ["1e999", "point", undefined],
    ["12 ms", "point", undefined],
    ["", "point", undefined],
    [".", "point", undefined],
    ["１２", "point", undefined],
  ] as const)("%j with a decimal %s is %s", (text, decimal, expected) => {
    expect(parseNumber(text, decimal)).toBe(expected);
  });

  it("reads every finite number as it is written, with either sign", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value), "point")).toBe(value + 0 === 0 ? Number(String(value)) : value);
        expect(parseNumber(String(value).replace(".", ","), "comma")).toBe(Number(String(value)));
      }),
    );
  });

  it("never throws and never guesses: what it takes for a number is one", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseNumber(text, "point");
        if (value !== undefined) expect(Number(text)).toBe(value);
      }),
    );
  });
});
