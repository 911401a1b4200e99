import { expect, it } from "vitest";
import { fill } from "./fill.ts";

it("fills gaps and chooses between one and many", () => {
  expect(fill("{n} {n|day|days} since {date}", { n: 1, date: "3 Nov" })).toBe("1 day since 3 Nov");
  expect(fill("{n} {n|day|days}", { n: 2 })).toBe("2 days");
});

it("refuses a missing value and never fills a value again", () => {
  expect(() => fill("{n} up", {})).toThrow('no {n} for "{n} up"');
  expect(fill("{a}", { a: "{b}" })).toBe("{b}");
});
