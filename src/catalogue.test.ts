import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";

const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending) && !name.endsWith(".test.ts") && name !== "registry.ts")
    .map((name) => name.slice(0, -ending.length))
    .toSorted();

describe.each([
  ["checks", catalogue.checkTypes],
  ["notifiers", catalogue.notifiers],
  ["sinks", catalogue.sinks],
] as const)("the family %s", (family, plugins) => {
  const types = plugins.map(({ type }) => type).toSorted();

  it("has one file, one registry line and one docs page for each, and nothing besides", () => {
    expect(namesIn(`./${family}/`, ".ts")).toEqual(types);
    expect(namesIn(`../docs/${family}/`, ".md")).toEqual(types);
  });

  it("says what each is for in one line", () => {
    for (const { summary } of plugins) expect(summary).toMatch(/^[A-Z][^\n]{10,}$/);
  });

  it("has a test beside each file", () => {
    const tests = readdirSync(new URL(`./${family}/`, import.meta.url), { recursive: true }).map(String);
    for (const type of types) expect(tests.some((name) => name.includes(`${type}.test.ts`))).toBe(true);
  });
});
