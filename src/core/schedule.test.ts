import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextSlot, phaseOf, slotsMissed } from "./schedule.ts";

const everyMs = fc.integer({ min: 1, max: 7 * 86_400_000 });
const now = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe("phaseOf", () => {
  it("never changes between versions: a changed phase would move every check", () => {
    expect(["orders", "commits", "a"].map((id) => phaseOf(id, 60_000))).toEqual([28_905, 34_794, 6_211]);
  });

  it("stays within the interval", () => {
    fc.assert(
      fc.property(fc.string(), everyMs, (id, every) => {
        const phase = phaseOf(id, every);
        expect(Number.isInteger(phase) && phase >= 0 && phase < every).toBe(true);
      }),
    );
  });

  it.each(["check-", "api.example.com-", "日次-"])(
    "spreads ids that differ in a number only: %s",
    (prefix) => {
      const tenths = Array.from({ length: 10 }, () => 0);
      for (let n = 0; n < 1000; n++) {
        const tenth = Math.floor(phaseOf(`${prefix}${n}`, 10_000) / 1000);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      expect(Math.min(...tenths)).toBeGreaterThan(65);
      expect(Math.max(...tenths)).toBeLessThan(140);
    },
  );
});

describe("nextSlot", () => {
  it.each([
    [0, 60_000, 0, 60_000],
    [59_999, 60_000, 0, 60_000],
    [0, 60_000, 1, 1],
    [1, 60_000, 1, 60_001],
  ])("after %i, every %i with phase %i, comes %i", (at, every, phase, slot) => {
    expect(nextSlot(at, every, phase)).toBe(slot);
  });

  it("is the smallest slot after now, on the check's grid", () => {
    fc.assert(
      fc.property(now, everyMs, fc.nat(), (at, every, seed) => {
        const phase = seed % every;
        const slot = nextSlot(at, every, phase);
        expect(slot).toBeGreaterThan(at);
        expect(slot - every).toBeLessThanOrEqual(at);
        expect((slot - phase) % every).toBe(0);
      }),
    );
  });
});

describe("slotsMissed", () => {
  it("counts the slots that nextSlot would have given", () => {
    fc.assert(
      fc.property(now, everyMs, fc.integer({ min: 0, max: 200 }), fc.nat(), (last, every, whole, rest) => {
        const at = last + whole * every + (rest % every);
        let counted = 0;
        for (let slot = last; (slot = nextSlot(slot, every, last % every)) <= at;) counted++;
        expect(slotsMissed(last, at, every)).toBe(counted);
      }),
    );
  });

  it("is zero when the clock was set back", () => {
    expect(slotsMissed(1_000_000, 5_000, 1000)).toBe(0);
  });
});
