import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addCounts, countStatuses, noCounts, uptimeRatio } from "./uptime.ts";

const count = fc.nat(1_000_000);
const counts = fc.record({ up: count, degraded: count, down: count, unknown: count });
const statuses = fc.array(fc.constantFrom("up", "degraded", "down", "unknown"));

describe("uptime", () => {
  it.each([
    [{ up: 3, degraded: 0, down: 1, unknown: 0 }, 0.75],
    [{ up: 2, degraded: 1, down: 1, unknown: 0 }, 0.75],
    [{ up: 0, degraded: 1, down: 0, unknown: 99 }, 1],
    [{ up: 0, degraded: 0, down: 5, unknown: 5 }, 0],
    [{ up: 0, degraded: 0, down: 0, unknown: 7 }, null],
    [noCounts, null],
  ])("of %o is %s", (given, ratio) => {
    expect(uptimeRatio(given)).toBe(ratio);
  });

  it("lies between 0 and 1 and ignores unknown runs", () => {
    fc.assert(
      fc.property(counts, (given) => {
        const ratio = uptimeRatio(given);
        expect(ratio === null).toBe(given.up + given.degraded + given.down === 0);
        expect(ratio ?? 0).toBeGreaterThanOrEqual(0);
        expect(ratio ?? 0).toBeLessThanOrEqual(1);
        expect(uptimeRatio({ ...given, unknown: 0 })).toBe(ratio);
      }),
    );
  });

  it("of two ranges together lies between theirs", () => {
    fc.assert(
      fc.property(counts, counts, (left, right) => {
        const parts = [uptimeRatio(left), uptimeRatio(right)].filter((ratio) => ratio !== null);
        const whole = uptimeRatio(addCounts(left, right));
        expect(whole === null).toBe(parts.length === 0);
        expect(whole ?? 1).toBeGreaterThanOrEqual(Math.min(1, ...parts));
        expect(whole ?? 0).toBeLessThanOrEqual(Math.max(0, ...parts));
      }),
    );
  });

  it("counts adjacent ranges like the range they make", () => {
    fc.assert(
      fc.property(statuses, statuses, (left, right) => {
        const whole = countStatuses([...left, ...right]);
        expect(addCounts(countStatuses(left), countStatuses(right))).toEqual(whole);
      }),
    );
  });
});
