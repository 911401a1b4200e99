import { describe, expect, it } from "vitest";
import { chartGrid, partOf } from "./grid.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const t0 = Date.UTC(2026, 0, 1);

describe("a chart's grid", () => {
  it.each([
    [hourMs, 601, 6000],
    [hourMs, 61, minuteMs],
    [dayMs, 500, 3 * minuteMs],
    [7 * dayMs, 500, 21 * minuteMs],
    [30 * dayMs, 500, 2 * hourMs],
    [365 * dayMs, 366, dayMs],
  ])("over %d ms in %d points has steps of %d ms", (lengthMs, points, stepMs) => {
    expect(chartGrid({ from: t0, to: t0 + lengthMs, points }).stepMs).toBe(stepMs);
  });

  it("stays where it is while the range moves on", () => {
    const grids = [0, 1, 59_999, minuteMs].map((later) =>
      chartGrid({ from: t0 + later, to: t0 + hourMs + later, points: 61 }),
    );
    expect(grids.map(({ from }) => from - t0)).toEqual([0, 0, 0, minuteMs]);
  });

  it("puts each instant into the part that begins at or before it", () => {
    const grid = chartGrid({ from: t0, to: t0 + hourMs, points: 61 });
    expect([0, 59_999, minuteMs, hourMs - 1].map((at) => partOf(grid, t0 + at))).toEqual([0, 0, 1, 59]);
  });
});
