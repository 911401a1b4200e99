import { expect, it } from "vitest";
import { createFormat } from "../text/format.ts";
import { en } from "../words/en.ts";
import { dayAt, daySentence, stripSentence } from "./strip-days.ts";

const now = Date.parse("2026-11-22T03:00:00Z");
const format = createFormat(en, "Asia/Tokyo");
const none = { up: 0, degraded: 0, down: 0, unknown: 0 };
const good = { ...none, up: 1440 };

it("says one day in a sentence", () => {
  expect(daySentence({ ...good, up: 1428, down: 12 }, now, en, format)).toBe(
    "22 Nov: 99.16% of 1440 runs good",
  );
  expect(daySentence({ ...none, unknown: 3 }, now, en, format)).toBe("22 Nov: no runs");
});

it("says the whole strip in a sentence", () => {
  const at = (index: number) => dayAt(index, 3, now);
  const strip = [good, { ...good, down: 1 }, good];
  expect(stripSentence(strip, 0.991, at, en, format)).toBe(
    "99.1% in 90 days, 1 day with problems, last on 21 Nov",
  );
  expect(stripSentence([good], 1, at, en, format)).toBe("100% in 90 days, no bad day");
  expect(stripSentence([none], null, at, en, format)).toBe("No runs in 90 days");
});
