import { describe, expect, it } from "vitest";
import { dayValues, daysOnly } from "./window.ts";

const values = (points: [string, number, number][], today: string) =>
  dayValues("views", "7", { points, today })
    .filter(({ reading }) => reading === "views")
    .map(({ day, value, provisional }) => `${day} ${value}${provisional ? " provisional" : ""}`);

describe("the days of a fetch", () => {
  it("are all there: what is not shown between others was zero", () => {
    const shown = values(
      [
        ["2026-11-08", 3, 1],
        ["2026-11-10", 5, 2],
        ["2026-11-22", 1, 1],
      ],
      "2026-11-22",
    );
    expect(shown).toHaveLength(15);
    expect(shown.slice(0, 4)).toEqual([
      "2026-11-08 3 provisional",
      "2026-11-09 0",
      "2026-11-10 5",
      "2026-11-11 0",
    ]);
    expect(shown.slice(-3)).toEqual(["2026-11-20 0", "2026-11-21 0 provisional", "2026-11-22 1 provisional"]);
  });

  it("are not said to be zero where GitHub may have cut them off", () => {
    expect(values([], "2026-11-22")[0]).toBe("2026-11-10 0");
    const cut = values([["2026-11-09", 4, 4]], "2026-11-22");
    expect(cut.slice(0, 2)).toEqual(["2026-11-09 4 provisional", "2026-11-10 0"]);
  });

  it("end with GitHub's day where our clock is behind over midnight", () => {
    const shown = values([["2026-11-23", 2, 1]], "2026-11-22");
    expect(shown.slice(-2)).toEqual(["2026-11-22 0 provisional", "2026-11-23 2 provisional"]);
    expect(shown[0]).toBe("2026-11-11 0");
  });

  it("are read from the answer with their visitors", () => {
    const answer = {
      count: 4,
      uniques: 2,
      clones: [{ timestamp: "2026-11-21T00:00:00Z", count: 4, uniques: 2 }],
    };
    expect(daysOnly.of(answer)).toEqual({ count: 4, uniques: 2, points: [["2026-11-21", 4, 2]] });
  });
});
