import { expect, it } from "vitest";
import type { SeriesView } from "../../http/schemas.ts";
import { greatest, hasValues, layersOf, readingsToAsk } from "./layers.ts";

const line = (reading: string, mean: (number | null)[]) => ({
  reading,
  unit: "ms",
  min: mean,
  max: mean.map((value) => value && value * 2),
  mean,
});
const series = (lines: SeriesView["lines"]): SeriesView => ({
  checkId: "orders",
  from: 1000,
  stepMs: 10,
  lines,
  incidents: [],
});

it("stacks the phases upon each other and leaves out those never measured", () => {
  const layers = layersOf(
    series([
      line("latency", [30, null, 50]),
      line("dns", [10, null, 10]),
      line("tls", [null, null, null]),
      line("first_byte", [20, null, 40]),
    ]),
  );
  expect(layers.phases.map(({ name, top }) => ({ name, top }))).toEqual([
    { name: "dns", top: [10, null, 10] },
    { name: "first_byte", top: [30, null, 50] },
  ]);
  expect(layers.times).toEqual([1000, 1010, 1020]);
});

it("lets a phase that one run lacks rest on the phase below", () => {
  const { phases } = layersOf(
    series([line("latency", [30, 20]), line("dns", [10, 10]), line("tls", [20, null])]),
  );
  expect(phases[1]?.top).toEqual([30, 10]);
});

it("scales by the greatest value in sight", () => {
  const layers = layersOf(series([line("latency", [30, 80, 50])]));
  expect(greatest(layers, { from: 1000, to: 1020 })).toBe(160);
  expect(greatest(layers, { from: 1015, to: 1020 })).toBe(100);
  expect(greatest(layers, { from: 0, to: 1 })).toBe(1);
});

it("knows when there is nothing to draw", () => {
  expect(hasValues(layersOf(series([line("latency", [null, null])])))).toBe(false);
  expect(layersOf(series([])).times).toEqual([]);
});

it("asks for the phases only where they belong", () => {
  expect(readingsToAsk("latency")).toContain("first_byte");
  expect(readingsToAsk("commits")).toEqual(["commits"]);
});
