import { expect, it } from "vitest";
import { sampleCheck } from "../sample-check.ts";
import { arrange, countMoved } from "./arrange.ts";

const checks = [
  sampleCheck({ id: "old-down", state: "down", since: 100 }),
  sampleCheck({ id: "slow", state: "degraded", since: 900, group: "shop" }),
  sampleCheck({ id: "new-down", state: "down", since: 500 }),
  sampleCheck({ id: "cart", group: "shop" }),
  sampleCheck({ id: "mail" }),
  sampleCheck({ id: "late", stale: true }),
  sampleCheck({ id: "resting", state: "down", overlays: ["paused"] }),
];

it("puts problems first: worst, then newest", () => {
  expect(arrange(checks).problems).toEqual(["new-down", "old-down", "slow", "late"]);
});

it("keeps the rest in its groups, those without one last", () => {
  expect(arrange(checks).groups).toEqual([
    { name: "shop", ids: ["cart"] },
    { name: undefined, ids: ["mail", "resting"] },
  ]);
});

it("counts what would move, come or go, and nothing else", () => {
  const arrangement = arrange(checks);
  const change = (id: string, next: Partial<(typeof checks)[number]>) =>
    checks.map((check) => (check.id === id ? { ...check, ...next } : check));
  expect(countMoved(arrangement, checks)).toBe(0);
  expect(countMoved(arrangement, change("cart", { state: "down" }))).toBe(1);
  expect(countMoved(arrangement, change("new-down", { state: "up" }))).toBe(1);
  expect(countMoved(arrangement, change("cart", { state: "pending", latencyMs: 5 }))).toBe(0);
  expect(countMoved(arrangement, [...checks, sampleCheck({ id: "added" })])).toBe(1);
  expect(countMoved(arrangement, checks.slice(1))).toBe(1);
});
