import { expect, it } from "vitest";
import { en } from "../words/en.ts";
import { ja } from "../words/ja.ts";
import { createFormat } from "./format.ts";

const at = Date.parse("2026-11-21T22:02:00Z");
const english = createFormat(en, "Asia/Tokyo");
const japanese = createFormat(ja, "Asia/Tokyo");

it("writes times in the reader's zone and names the zone", () => {
  expect(english.clock(at)).toBe("07:02");
  expect(english.zonedClock(at)).toBe("07:02 GMT+9");
  expect(japanese.zonedClock(at)).toBe("07:02 JST");
  expect(english.moment(at, at)).toBe("22 Nov, 07:02");
  expect(japanese.moment(at, at)).toBe("11月22日 07:02");
});

it("counts an age in whole seconds", () => {
  expect(english.age(18_900)).toBe("19 s");
  expect(english.age(-5)).toBe("1 s");
  expect(english.age(480_000)).toBe("8 min");
  expect(english.second(at)).toBe("22 Nov, 07:02:00");
});

it("adds the year to what is not of this year", () => {
  expect(english.moment(Date.parse("2025-01-02T00:00:00Z"), at)).toBe("2 Jan 2025, 09:00");
});

it("writes midnight as 00:00", () => {
  expect(english.clock(Date.parse("2026-11-21T15:00:00Z"))).toBe("00:00");
});

it("cuts shares instead of rounding them up", () => {
  expect(english.ratio(0.99999)).toBe("99.99%");
  expect(english.ratio(1)).toBe("100%");
  expect(english.ratio(null)).toBe("–");
});

it.each([
  [0.36, "0.4 ms", "0.4ミリ秒"],
  [183.4, "183 ms", "183ミリ秒"],
  [1240, "1.24 s", "1.24秒"],
  [12_400, "12.4 s", "12.4秒"],
  [480_000, "8 min", "8分"],
  [7_500_000, "2 h 5 min", "2時間5分"],
  [90_000_000, "1 d 1 h", "1日1時間"],
])("writes %d ms as people say it", (ms, inEnglish, inJapanese) => {
  expect(english.duration(ms)).toBe(inEnglish);
  expect(japanese.duration(ms)).toBe(inJapanese);
});

it.each([
  [18_344, "bytes", "18.34 kB"],
  [0, "bytes", "0 B"],
  [64 * 86_400, "s", "64 d"],
  [0.5, "ratio", "50%"],
  [1440, "count", "1,440"],
])("writes %d %s with its unit", (value, unit, text) => {
  expect(english.reading(value, unit)).toBe(text);
});

it("reads an unknown zone as UTC", () => {
  expect(createFormat(en, "Mars/Olympus").clock(at)).toBe("22:02");
});
