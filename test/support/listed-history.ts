import { noCounts } from "../../src/core/uptime.ts";
import type { RunRecord, StatusCounts } from "../../src/core/store.ts";
import type { Dictionary } from "../../src/stores/sqlite/dictionary.ts";
import type { RunHistory, RunVisitor } from "../../src/stores/sqlite/run-history.ts";
import { statusNumber, statusOf } from "../../src/stores/sqlite/run-row.ts";

/** The plain statement of a `RunHistory`: lists in memory. */
export interface ListedHistory extends RunHistory {
  /** Inside a transaction. */
  write(record: RunRecord): void;
  prune(before: number): void;
  close(until: number): void;
  /** Nobody listens any more. */
  restart(): void;
}

type Listed = Parameters<RunVisitor>;

export const createListedHistory = (names: Dictionary): ListedHistory => {
  const runsOf = new Map<number, Listed[]>();
  let closed = 0;
  let listeners: ((checkId: number, slot: number) => void)[] = [];
  const within = (checkId: number, from: number, to: number): readonly Listed[] =>
    (runsOf.get(checkId) ?? []).filter(([slot]) => slot >= from && slot < to);
  return {
    read: async (work) => work(),
    visit: (checkId, from, to, visitor) => {
      for (const run of within(checkId, from, to)) visitor(...run);
    },
    counts: (checkId, from, to) => {
      const counts = { ...noCounts };
      for (const [, status] of within(checkId, from, to)) counts[statusOf(status)] += 1;
      return counts satisfies StatusCounts;
    },
    closedUntil: () => closed,
    onLate: (listener) => void listeners.push(listener),
    write: ({ checkId, slot, location, outcome }) => {
      const id = names.checkId(checkId);
      const locationId = names.locationId(location);
      const others = (runsOf.get(id) ?? []).filter((run) => run[0] !== slot || run[2] !== locationId);
      const values = outcome.readings.map(({ value }) => value);
      const run: Listed = [
        slot,
        statusNumber(outcome.status),
        locationId,
        names.shapeId(outcome.readings),
        values,
      ];
      runsOf.set(
        id,
        [...others, run].sort((left, right) => left[0] - right[0] || left[2] - right[2]),
      );
      if (slot < closed) for (const listener of listeners) listener(id, slot);
    },
    prune: (before) => {
      for (const [id, runs] of runsOf)
        runsOf.set(
          id,
          runs.filter(([slot]) => slot >= before),
        );
    },
    close: (until) => (closed = Math.max(closed, until)),
    restart: () => (listeners = []),
  };
};
