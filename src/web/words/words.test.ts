import { expect, it } from "vitest";
import { reasonCodes } from "../../core/reason.ts";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

/** Every text of a catalogue by its path. */
const texts = (value: unknown, path = ""): readonly (readonly [string, string])[] =>
  typeof value === "string"
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));

const gaps = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = ""]) => name))].sort();

const english = new Map(texts(en));
const japanese = new Map(texts(ja));

/** Japanese has nothing between "2 h" and "5 min". */
const mayBeEmpty = ".unitSeparator";

it("has the same texts in both languages, none empty", () => {
  expect([...japanese.keys()]).toEqual([...english.keys()]);
  const empty = [...english, ...japanese].filter(([path, text]) => text === "" && path !== mayBeEmpty);
  expect(empty).toEqual([]);
});

it("leaves the same gaps in both languages", () => {
  const differing = [...english].filter(
    ([path, text]) => gaps(japanese.get(path) ?? "").join(" ") !== gaps(text).join(" "),
  );
  expect(differing).toEqual([]);
});

it("has words for every reason", () => {
  expect(Object.keys(ja.reasons).sort()).toEqual(Object.keys(reasonCodes).sort());
});
