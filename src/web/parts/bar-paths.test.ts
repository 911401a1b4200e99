import { expect, it } from "vitest";
import { barPaths, sparkBars, stripBars } from "./bar-paths.ts";

it("draws one path per kind, however many bars there are", () => {
  const bars = Array.from({ length: 90 }, (_, index) => ({
    kind: (["up", "degraded", "down", "unknown"] as const)[index % 4] ?? "up",
    level: 1,
  }));
  expect(barPaths(bars).map(({ kind }) => kind)).toEqual(["up", "degraded", "down", "unknown"]);
});

it("gives each kind its own shape", () => {
  const shape = (kind: "up" | "degraded" | "down" | "unknown") => barPaths([{ kind, level: 0.5 }])[0]?.d;
  expect(shape("up")).toBe("M0 16h3V32h-3z");
  expect(shape("degraded")).toBe("M0 0h3V32h-3z");
  expect(shape("down")).toBe("M0 0h3V12h-3zM0 17h3V32h-3z");
  expect(shape("unknown")).toBe("M0 25h3V31h-3z");
});

it("keeps the fastest run visible beside the slowest", () => {
  const bars = sparkBars({ sparkline: [10_000, 1, null], sparkStatus: ["up", "up", "down"] });
  expect(bars[0]?.level).toBe(1);
  expect(barPaths(bars.slice(1, 2))[0]?.d).toBe("M0 28h3V32h-3z");
});

it("shows the worst thing of each day, and a day without runs as no data", () => {
  const day = { up: 0, degraded: 0, down: 0, unknown: 0 };
  const strip = [
    day,
    { ...day, up: 9 },
    { ...day, up: 9, degraded: 1 },
    { ...day, up: 9, degraded: 1, down: 1 },
  ];
  expect(stripBars(strip).map(({ kind }) => kind)).toEqual(["unknown", "up", "degraded", "down"]);
  expect(stripBars([{ ...day, unknown: 5 }])[0]?.kind).toBe("unknown");
});
