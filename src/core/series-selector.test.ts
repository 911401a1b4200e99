import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLike, parseSeriesSelector, selects } from "./series-selector.ts";

describe("a series selector", () => {
  it.each([
    ["commits.commits", { check: "commits", reading: "commits" }],
    ["api.v1.latency", { check: "api.v1", reading: "latency" }],
    ["*.latency", { check: "*", reading: "latency" }],
    ["commits.*", { check: "commits", reading: "*" }],
    ["commits.commits{*}", { check: "commits", reading: "commits", part: "*" }],
    ["commits.commits{octo/*}", { check: "commits", reading: "commits", part: "octo/*" }],
    ["commits", undefined],
    [".commits", undefined],
    ["commits.", undefined],
    ["Commits.commits", undefined],
    ["commits.commits{}", undefined],
    ["commits.commits{a}b", undefined],
  ])("%s is read", (text, expected) => {
    expect(parseSeriesSelector(text)).toEqual(expected);
  });

  it("takes the whole only, unless parts are asked for", () => {
    const whole = { checkId: "commits", reading: "commits", part: "" };
    const part = { ...whole, part: "17" };
    const said = (text: string) => {
      const selector = parseSeriesSelector(text);
      return selector && [selects(selector, whole), selects(selector, part, "octo/hello")];
    };
    expect(said("commits.commits")).toEqual([true, false]);
    expect(said("commits.commits{*}")).toEqual([true, true]);
    expect(said("commits.commits{17}")).toEqual([false, true]);
    expect(said("commits.commits{octo/*}")).toEqual([false, true]);
    expect(said("commits.commits{octo/other}")).toEqual([false, false]);
    expect(said("commit.commits{*}")).toEqual([false, false]);
    expect(said("c*s.*")).toEqual([true, false]);
  });

  it("takes every other character as itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        const glob = text.replaceAll("*", "");
        expect(isLike(glob, glob)).toBe(true);
        expect(isLike(`${glob}*`, `${glob}\nmore`)).toBe(true);
        expect(isLike(`*${glob}`, `more${glob}`)).toBe(true);
      }),
    );
    expect(isLike("a.c", "abc")).toBe(false);
    expect(isLike("*a*a*a*a*a*a*b", "a".repeat(50))).toBe(false);
  });
});
