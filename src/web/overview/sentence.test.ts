import { expect, it } from "vitest";
import { en } from "../words/en.ts";
import { ja } from "../words/ja.ts";
import type { LookCounts } from "../../http/look.ts";
import { overviewSentence, worstLook } from "./sentence.ts";

const counts = (given: Partial<LookCounts>): LookCounts => ({
  down: 0,
  degraded: 0,
  unknown: 0,
  stale: 0,
  pending: 0,
  up: 0,
  paused: 0,
  ...given,
});
const say = (given: Partial<LookCounts>, words = en) =>
  overviewSentence(counts(given), words).replaceAll("\u00a0", " ");

it("says the worst first and leaves out what there is none of", () => {
  expect(say({ down: 2, degraded: 1, up: 96 })).toBe("2 down, 1 degraded, 96 up");
  expect(say({ down: 2, degraded: 1, up: 96 }, ja)).toBe("ダウン2件、品質低下1件、正常96件");
});

it("counts old data as no data, never as up", () => {
  expect(say({ stale: 2, unknown: 1, up: 3 })).toBe("3 without data, 3 up");
});

it("says that all is well only when every check is up", () => {
  expect(say({ up: 99 })).toBe("All 99 up");
  expect(say({ up: 99 }, ja)).toBe("問題なし：99件すべて正常");
  expect(say({ up: 98, paused: 1 })).toBe("98 up, 1 paused");
});

it("says so when nothing is watched", () => {
  expect(say({})).toBe("Nothing is watched yet");
});

it.each([
  [{ up: 5, degraded: 1 }, "degraded"],
  [{ up: 5, stale: 1 }, "stale"],
  [{ up: 5, paused: 1 }, "up"],
  [{}, "pending"],
] as const)("takes its icon from the worst of %o", (given, look) => {
  expect(worstLook(counts(given))).toBe(look);
});
