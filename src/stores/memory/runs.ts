import type { Status, Unit } from "../../core/outcome.ts";
import { worseStatus } from "../../core/outcome.ts";
import type { Range, RunRecord, RunStore } from "../../core/store.ts";
import { countStatuses } from "../../core/uptime.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { addValue, emptyExtent, seriesOf, unknownUnit } from "../extent.ts";
import { chartGrid, partOf } from "../grid.ts";
import { keptLatest, keptOlder } from "../kept-run.ts";

/** Runs by check, newest first; of one slot, locations in the order of their names. */
export interface MemoryRuns extends RunStore {
  add(run: RunRecord): void;
  prune(before: number): void;
}

const comesBefore = (left: RunRecord, right: RunRecord): boolean =>
  left.slot > right.slot || (left.slot === right.slot && left.location < right.location);

const isSame = (left: RunRecord, right: RunRecord): boolean =>
  left.slot === right.slot && left.location === right.location;

const inRange = ({ from, to }: Range, { slot }: RunRecord): boolean => slot >= from && slot < to;

const isBad = (status: Status): boolean => status === "degraded" || status === "down";

/** By the nearest rank: the value at floor(q * (n - 1)). */
const quantile = (ordered: readonly number[], q: number): number =>
  ordered[Math.floor(q * (ordered.length - 1))] ?? Number.NaN;

export const createMemoryRuns = (): MemoryRuns => {
  const runsOf = new Map<string, readonly RunRecord[]>();
  /** Units of a reading's name in the order that they appeared. */
  const unitsOf = new Map<string, Set<Unit>>();
  const known = (checkId: string): readonly RunRecord[] => runsOf.get(checkId) ?? [];

  /** A name that has come in several units is answered in the one that appeared last and has values in the range. */
  const valuesIn = (checkId: string, name: string, range: Range) => {
    const runs = known(checkId).filter((run) => inRange(range, run));
    const units = [...(unitsOf.get(name) ?? [])].reverse();
    const found = units.map((unit) => ({
      unit,
      values: runs.flatMap((run) =>
        run.outcome.readings
          .filter((reading) => reading.name === name && reading.unit === unit)
          .map(({ value }) => ({ slot: run.slot, value })),
      ),
    }));
    return found.find(({ values }) => values.length > 0) ?? { unit: units[0] ?? unknownUnit, values: [] };
  };

  return {
    add: (record) => {
      const run = keptLatest(record);
      for (const { name, unit } of run.outcome.readings)
        unitsOf.set(name, (unitsOf.get(name) ?? new Set()).add(unit));
      const others = known(run.checkId).filter((other) => !isSame(other, run));
      const at = others.findIndex((other) => comesBefore(run, other));
      const ordered = others.toSpliced(at < 0 ? others.length : at, 0, run);
      runsOf.set(run.checkId, [...ordered.slice(0, 1), ...ordered.slice(1).map(keptOlder)]);
    },
    prune: (before) => {
      for (const [checkId, runs] of runsOf) {
        const kept = runs.filter(({ slot }) => slot >= before);
        if (kept.length > 0) runsOf.set(checkId, kept);
        else runsOf.delete(checkId);
      }
    },

    list: async ({ checkId, limit, before, onlyBad }) => {
      const shape: readonly [number, string] = [0, ""];
      const from = before === undefined ? undefined : decodeCursor(before, shape);
      const rows = known(checkId)
        .filter(({ outcome }) => !onlyBad || isBad(outcome.status))
        .filter(({ slot, location }) => !from || slot < from[0] || (slot === from[0] && location > from[1]));
      return pageOf(
        rows,
        limit,
        ({ slot, location }) => [slot, location],
        (run) => run,
      );
    },
    latest: async () =>
      new Map([...runsOf].flatMap(([checkId, [latest]]) => (latest ? [[checkId, latest] as const] : []))),
    series: async ({ checkId, reading, from, to, points }) => {
      const grid = chartGrid({ from, to, points });
      const { unit, values } = valuesIn(checkId, reading, grid);
      const extents = Array.from({ length: grid.parts }, emptyExtent);
      for (const { slot, value } of values) addValue(extents[partOf(grid, slot)] ?? emptyExtent(), value);
      return seriesOf(reading, unit, grid, extents);
    },
    distribution: async ({ checkId, reading, ...range }) => {
      const values = valuesIn(checkId, reading, range).values.map(({ value }) => value);
      if (values.length === 0) return undefined;
      const ordered = values.sort((left, right) => left - right);
      return {
        count: values.length,
        min: quantile(ordered, 0),
        max: quantile(ordered, 1),
        mean: values.reduce((sum, value) => sum + value, 0) / values.length,
        p50: quantile(ordered, 0.5),
        p95: quantile(ordered, 0.95),
        p99: quantile(ordered, 0.99),
      };
    },
    counts: async ({ checkIds, ...range }) =>
      new Map(
        checkIds.flatMap((checkId) => {
          const runs = known(checkId).filter((run) => inRange(range, run));
          const counts = countStatuses(runs.map(({ outcome }) => outcome.status));
          return runs.length === 0 ? [] : [[checkId, counts] as const];
        }),
      ),
    strip: async ({ checkId, from, to, buckets }) => {
      const grid = { from, to, parts: buckets };
      const runs = known(checkId).filter((run) => inRange(grid, run));
      return Array.from({ length: buckets }, (_, part) =>
        countStatuses(
          runs.filter(({ slot }) => partOf(grid, slot) === part).map(({ outcome }) => outcome.status),
        ),
      );
    },
    tail: async ({ checkId, count }) => {
      const moments = new Map<number, { at: number; status: Status; latencyMs: number | null }>();
      for (const { slot, outcome } of known(checkId)) {
        const latency = outcome.readings.find(({ name }) => name === "latency")?.value ?? null;
        const before = moments.get(slot);
        const both = [latency, before?.latencyMs ?? null].filter((value) => value !== null);
        moments.set(slot, {
          at: slot,
          status: before ? worseStatus(before.status, outcome.status) : outcome.status,
          latencyMs: both.length === 0 ? null : Math.max(...both),
        });
      }
      return [...moments.values()].slice(0, count).reverse();
    },
  };
};
