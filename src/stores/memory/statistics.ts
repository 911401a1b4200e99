import type { RunRecord, RunStore, StatusCounts } from "../../core/store.ts";
import { countStatuses } from "../../core/uptime.ts";
import { addValue, emptyExtents, seriesOf } from "../extent.ts";
import { chartGrid, partOf } from "../grid.ts";
import type { RunTable } from "./run-table.ts";

/** By the nearest rank: the value at floor(q * (n - 1)). */
const quantile = (ordered: readonly number[], q: number): number =>
  ordered[Math.floor(q * (ordered.length - 1))] ?? Number.NaN;

const countRuns = (runs: readonly RunRecord[]): StatusCounts =>
  countStatuses(runs.map(({ outcome }) => outcome.status));

/** Counted and sorted afresh at every question: exact. */
export const createMemoryStatistics = (
  table: RunTable,
): Pick<RunStore, "series" | "distribution" | "counts" | "strip"> => ({
  series: async ({ checkId, reading, from, to, points }) => {
    const grid = chartGrid({ from, to, points });
    const { unit, values } = table.values(checkId, reading, grid);
    const extents = emptyExtents(grid.parts);
    for (const { slot, value } of values) addValue(extents, partOf(grid, slot), value);
    return seriesOf(reading, unit, grid, extents);
  },
  distribution: async ({ checkId, reading, ...range }) => {
    const { values } = table.values(checkId, reading, range);
    if (values.length === 0) return undefined;
    const ordered = values.map(({ value }) => value).sort((left, right) => left - right);
    return {
      count: ordered.length,
      min: quantile(ordered, 0),
      max: quantile(ordered, 1),
      mean: ordered.reduce((sum, value) => sum + value, 0) / ordered.length,
      p50: quantile(ordered, 0.5),
      p95: quantile(ordered, 0.95),
      p99: quantile(ordered, 0.99),
    };
  },
  counts: async ({ checkIds, ...range }) => {
    const runs = checkIds.map((checkId) => [checkId, table.in(checkId, range)] as const);
    return new Map(
      runs.filter(([, found]) => found.length > 0).map(([checkId, found]) => [checkId, countRuns(found)]),
    );
  },
  strip: async ({ checkId, from, to, buckets }) => {
    const grid = { from, to, parts: buckets };
    const runs = table.in(checkId, grid);
    return Array.from({ length: buckets }, (_, part) =>
      countRuns(runs.filter(({ slot }) => partOf(grid, slot) === part)),
    );
  },
});
