import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { Lateness } from "./lateness.ts";

test("quantiles are within 10 % or 1 ms of the true ones", () => {
  const late = fc.oneof(fc.nat(20), fc.nat(2000), fc.nat(10_000_000));
  fc.assert(
    fc.property(fc.array(late, { minLength: 1, maxLength: 300 }), (all) => {
      const lateness = new Lateness(createManualClock());
      for (const ms of all) lateness.count(ms);
      const sorted = all.toSorted((a, b) => a - b);
      const found = lateness.read();
      expect(found.latenessMaxMs).toBe(sorted.at(-1));
      for (const [part, value] of [
        [0.5, found.latenessP50Ms],
        [0.99, found.latenessP99Ms],
      ] as const) {
        const exact = sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.1 + 1e-6));
      }
    }),
  );
});

test("what was a minute ago is forgotten, early runs count as on time", async () => {
  const clock = createManualClock();
  const lateness = new Lateness(clock);
  lateness.count(500);
  lateness.count(-3);
  await clock.advance(45_000);
  expect(lateness.read()).toMatchObject({ latenessMaxMs: 500, latenessP50Ms: 1 });
  lateness.count(7);
  await clock.advance(20_000);
  expect(lateness.read()).toEqual({ latenessMaxMs: 7, latenessP50Ms: 7, latenessP99Ms: 7 });
  await clock.advance(600_000);
  expect(lateness.read()).toEqual({ latenessMaxMs: 0, latenessP50Ms: 0, latenessP99Ms: 0 });
});
