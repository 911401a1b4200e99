import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DataOf } from "../../http/page-schemas.ts";
import { heatWeeks } from "./calendar-model.ts";
import { barsModel, linesModel } from "./graph-model.ts";
import { scaleOver, shareOf } from "./scale.ts";

const days = (
  values: readonly (number | null)[],
  provisional: number[] = [],
  adds = true,
): DataOf<"days"> => ({
  kind: "days",
  from: "2026-11-01",
  values: [...values],
  provisional,
  adds,
});

const lines = (points: DataOf<"lines">["lines"][number]["points"]): DataOf<"lines"> => ({
  kind: "lines",
  from: 0,
  to: 100,
  lines: [{ title: "a", unit: "ms", axis: "left", points }],
  incidents: [],
  marks: [],
});

const values = fc.array(fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 })), { maxLength: 40 });

describe("a scale", () => {
  it("holds every value, with round ends and even labels", () => {
    fc.assert(
      fc.property(values, fc.boolean(), (values, floats) => {
        const scale = scaleOver(values, floats);
        expect(scale.high).toBeGreaterThan(scale.low);
        expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
        expect(scale.ticks.length).toBeLessThanOrEqual(4);
        for (const value of values) {
          if (value === null) continue;
          const share = shareOf(scale, value);
          expect(share).toBeGreaterThanOrEqual(-1e-9);
          expect(share).toBeLessThanOrEqual(1 + 1e-9);
        }
        if (!floats) expect(scale.low <= 0 && scale.high >= 0).toBe(true);
      }),
    );
  });

  it.each([
    [[3, 17], false, [20, 10, 0]],
    [[0], false, [0.5, 0]],
    [[1204, 1211], true, [1215, 1210, 1205, 1200]],
    [[1204, 1211], false, [2000, 1000, 0]],
  ] as const)("over %j, floating %s, is labelled %j", (known, floats, ticks) => {
    expect(scaleOver(known, floats).ticks).toEqual(ticks);
  });
});

describe("bars", () => {
  it("tell zero, a gap, a number and one that may change apart", () => {
    const { shapes } = barsModel(days([2, 0, null, 4], [3]), "count");
    expect(shapes.map(({ kind }) => kind)).toEqual(["gap", "zero", "bar", "open"]);
    expect(shapes.map(({ d }) => d.split("M").length - 1)).toEqual([1, 1, 1, 1]);
  });

  it("of weeks leave no gaps between", () => {
    const weekly = Array.from({ length: 29 }, (_, day) => (day % 7 === 0 ? day + 1 : null));
    expect(barsModel(days(weekly), "count").shapes.map(({ kind }) => kind)).toEqual(["bar"]);
  });
});

describe("a line", () => {
  it("is broken where data is missing, and shows a point of its own", () => {
    const [line] = linesModel(lines(days([1, 2, null, 4, null, 5, 6, 7], [], false))).shapes;
    expect(line?.d.match(/M/g)).toHaveLength(3);
    expect(line?.d).toContain("h.1");
  });

  it("of a check that runs more seldom than the grid is fine is one line, with its extent around", () => {
    const sparse = Array.from({ length: 60 }, (_, index) => (index % 6 === 0 ? index : null));
    const grid = { kind: "runs", from: 0, stepMs: 100 / 60, mean: sparse } as const;
    const wide = sparse.map((value) => (value === null ? null : value + 5));
    const kinds = (max: (number | null)[]) =>
      linesModel(lines({ ...grid, min: sparse, max })).shapes.map(({ kind, d }) => [
        kind,
        d.match(/M/g)?.length,
      ]);
    expect(kinds(sparse)).toEqual([["line", 1]]);
    expect(kinds(wide)).toEqual([
      ["band", 1],
      ["line", 1],
    ]);
  });
});

describe("the heat map", () => {
  it("has each day once, under its day of the week", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0 as const, 1 as const), (values, firstDay) => {
        const weeks = heatWeeks(days(values), firstDay);
        const cells = weeks.flatMap((week) =>
          week.days.map((cell, day) => ({ cell, at: week.at + day * 86_400_000, day })),
        );
        const found = cells.filter(({ cell }) => cell !== undefined);
        expect(found.map(({ cell }) => cell?.value)).toEqual(values);
        for (const { cell, at, day } of found) {
          expect(cell?.at).toBe(at);
          expect(new Date(at).getUTCDay()).toBe((day + firstDay) % 7);
        }
      }),
    );
  });

  it("has levels that grow with the values; a gap has none, zero the lowest", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(50)), { maxLength: 60 }), (values) => {
        const cells = heatWeeks(days(values), 1).flatMap((week) =>
          week.days.filter((cell) => cell !== undefined),
        );
        const ordered = cells
          .filter(({ value }) => value !== null)
          .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
        for (const [index, cell] of ordered.entries())
          expect(cell.level).toBeGreaterThanOrEqual(ordered[index - 1]?.level ?? 0);
        for (const { value, level } of cells) {
          if (value === null) expect(level).toBeUndefined();
          else expect(level === 0).toBe(value === 0);
        }
      }),
    );
  });
});
