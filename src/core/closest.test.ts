import { expect, it } from "vitest";
import * as fc from "fast-check";
import { closest } from "./closest.ts";

const words = ["check", "validate", "serve", "init", "demo", "notify"];

it.each([
  ["chekc", "check"],
  ["valdiate", "validate"],
  ["SERVE", "serve"],
  ["int", "init"],
  ["notifyy", "notify"],
])("reads %s as %s", (typed, meant) => {
  expect(closest(typed, words)).toBe(meant);
});

it("says nothing when no candidate is near", () => {
  expect(closest("frobnicate", words)).toBeUndefined();
  expect(closest("", words)).toBeUndefined();
  expect(closest("check", [])).toBeUndefined();
});

it("finds any word of the list after one letter is dropped", () => {
  fc.assert(
    fc.property(fc.constantFrom(...words), fc.nat(), (word, at) => {
      const drop = at % word.length;
      expect(closest(word.slice(0, drop) + word.slice(drop + 1), words)).toBe(word);
    }),
  );
});
