import * as fc from "fast-check";
import { expect, it } from "vitest";
import { clampRange, panBy, pinchRange, presetRange, presets, zoomAround, type TimeRange } from "./range.ts";

const now = 1_800_000_000_000;
const minuteMs = 60_000;
const range = fc
  .record({
    to: fc.integer({ min: now - presets.year, max: now }),
    span: fc.integer({ min: minuteMs, max: presets.year }),
  })
  .map(({ to, span }): TimeRange => ({ from: to - span, to }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });

const expectAllowed = ({ from, to }: TimeRange) => {
  expect(to).toBeLessThanOrEqual(now);
  expect(to - from).toBeGreaterThanOrEqual(minuteMs - 1);
  expect(to - from).toBeLessThanOrEqual(presets.year + 1);
};

it("never leaves the limits, whatever is asked", () => {
  fc.assert(
    fc.property(range, share, factor, (start, place, by) => {
      const at = start.from + place * (start.to - start.from);
      expectAllowed(zoomAround(start, at, by, now));
      expectAllowed(panBy(start, by, now));
      expectAllowed(pinchRange(start, { left: place, right: place + 0.1 }, { left: 0, right: by }, now));
      expectAllowed(clampRange({ from: now + by, to: now + by * minuteMs }, now));
    }),
  );
});

it("zooms so that the moment under the cursor stays where it is", () => {
  const start = { from: now - 2 * presets.week, to: now - presets.week };
  fc.assert(
    fc.property(share, fc.double({ min: 0.05, max: 1, noNaN: true }), (place, by) => {
      const at = start.from + place * (start.to - start.from);
      const { from, to } = zoomAround(start, at, by, now);
      expect((at - from) / (to - from)).toBeCloseTo(place, 3);
    }),
  );
});

it("pinches around the midpoint of the fingers", () => {
  const start = { from: now - 4 * presets.day, to: now - 2 * presets.day };
  const zoomed = pinchRange(start, { left: 0.4, right: 0.6 }, { left: 0.3, right: 0.7 }, now);
  expect(zoomed).toEqual({ from: now - 3.5 * presets.day, to: now - 2.5 * presets.day });
});

it("moves along with two fingers that keep their distance", () => {
  const start = { from: now - 4 * presets.day, to: now - 2 * presets.day };
  const moved = pinchRange(start, { left: 0.2, right: 0.4 }, { left: 0.45, right: 0.65 }, now);
  expect(moved).toEqual({ from: start.from - presets.day / 2, to: start.to - presets.day / 2 });
});

it("stops at now when panned into the future", () => {
  expect(panBy(presetRange("day", now), 1, now)).toEqual(presetRange("day", now));
});
