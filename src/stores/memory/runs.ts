import { isBad, worseStatus, type Status } from "../../core/outcome.ts";
import type { RunStore } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { RunTable } from "./run-table.ts";
import { createMemoryStatistics } from "./statistics.ts";

const cursorShape: readonly [number, string] = [0, ""];

/** All locations' runs of one slot. */
interface Moment {
  readonly at: number;
  readonly status: Status;
  readonly latencyMs: number | null;
}

const worse = (left: Moment, right: Moment): Moment => {
  const latencies = [left.latencyMs, right.latencyMs].filter((ms) => ms !== null);
  return {
    at: left.at,
    status: worseStatus(left.status, right.status),
    latencyMs: latencies.length === 0 ? null : Math.max(...latencies),
  };
};

export const createMemoryRuns = (table: RunTable): RunStore => ({
  ...createMemoryStatistics(table),

  list: async ({ checkId, limit, before, onlyBad }) => {
    const from = before === undefined ? undefined : decodeCursor(before, cursorShape);
    const found = (table.all().get(checkId) ?? [])
      .filter(({ outcome }) => !onlyBad || isBad(outcome.status))
      .filter(({ slot, location }) => !from || slot < from[0] || (slot === from[0] && location > from[1]));
    return pageOf(
      found,
      limit,
      ({ slot, location }) => [slot, location],
      (run) => run,
    );
  },

  latest: async () =>
    new Map([...table.all()].flatMap(([checkId, [latest]]) => (latest ? [[checkId, latest] as const] : []))),

  tail: async ({ checkId, count }) => {
    const moments = new Map<number, Moment>();
    for (const { slot, outcome } of table.all().get(checkId) ?? []) {
      const latencyMs = outcome.readings.find(({ name }) => name === "latency")?.value ?? null;
      const moment = { at: slot, status: outcome.status, latencyMs };
      const other = moments.get(slot);
      moments.set(slot, other ? worse(moment, other) : moment);
    }
    return [...moments.values()].slice(0, count).reverse();
  },
});
