import { expect } from "vitest";
import type { Distribution } from "../../src/core/store.ts";

/** Counts and extremes are exact, quantiles within 1 %; a mean depends on the order that values were added in. */
export const expectSameDistribution = (
  found: Distribution | undefined,
  exact: Distribution | undefined,
): void => {
  const [known, wanted] = [found ?? nothing, exact ?? nothing];
  expect([known.count, known.min, known.max]).toEqual([wanted.count, wanted.min, wanted.max]);
  for (const name of ["p50", "p95", "p99"] as const)
    expect(Math.abs(known[name] - wanted[name])).toBeLessThanOrEqual(0.01 * Math.abs(wanted[name]));
  expect(Math.abs(known.mean - wanted.mean)).toBeLessThanOrEqual(
    1e-9 * Math.max(Math.abs(wanted.min), Math.abs(wanted.max)),
  );
};

const nothing: Distribution = { count: 0, min: 0, max: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
