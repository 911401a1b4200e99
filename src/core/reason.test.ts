import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { reason, reasonCodes } from "./reason.ts";

const page = readFileSync(new URL("../../docs/reference/errors.md", import.meta.url), "utf8");
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ code: section.slice(0, section.indexOf("\n")), text: section }));

it("has one section in the reference for every reason code, in the same order", () => {
  expect(sections.map(({ code }) => code)).toEqual(Object.keys(reasonCodes));
});

it.each(sections)("explains the causes and the remedy of $code", ({ text }) => {
  expect(text).toMatch(/^\S+\n\n\S.*\.\n\n- \*\*Usual causes\*\*: .+\.\n- \*\*Remedy\*\*: .+\.\n\n?$/);
});

it("bounds the sentence of a reason", () => {
  expect(reason("run-failed", "x".repeat(1000)).detail).toHaveLength(300);
});
