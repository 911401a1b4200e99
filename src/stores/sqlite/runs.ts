import type { RunRecord, RunStore } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import type { History } from "./history/create-history.ts";
import type { RunColumns } from "./history/run-columns.ts";
import { RunFields } from "./history/run-fields.ts";
import { createLatestRuns } from "./latest-runs.ts";
import { decodeRun, isBadNumber, statusOf } from "./run-row.ts";

const newestFirst: readonly [number, string] = [Number.MAX_SAFE_INTEGER, ""];

/** The lists of single runs. */
export const createRuns = (
  db: Database,
  names: Dictionary,
  history: History,
): Pick<RunStore, "list" | "latest" | "tail"> => ({
  list: ({ checkId, limit, before, onlyBad = false }) =>
    history.read(() => {
      const [slot, location] = before === undefined ? newestFirst : decodeCursor(before, newestFirst);
      const id = names.knownCheckId(checkId);
      if (id === undefined) return { items: [] };
      const found: RunRecord[] = [];
      eachNewestFirst(history, names, { checkId: id, before: [slot, location], onlyBad }, (run) => {
        found.push(decodeRun(run, run.status === 0 ? undefined : history.detail(run), names));
        return found.length <= limit;
      });
      return pageOf(
        found,
        limit,
        (run) => [run.slot, run.location],
        (run) => run,
      );
    }),

  latest: () => history.read(() => createLatestRuns(db, names, history)),

  tail: ({ checkId, count }) =>
    history.read(() => {
      const id = names.knownCheckId(checkId);
      const moments: Moment[] = [];
      if (id === undefined || count < 1) return [];
      eachNewestFirst(history, names, { checkId: id, before: newestFirst, onlyBad: false }, (run) => {
        const latencyMs = latencyOf(run, names);
        const last = moments.at(-1);
        if (last?.at === run.slot) {
          last.latencyMs = greater(last.latencyMs, latencyMs);
          last.number = Math.max(last.number, run.status);
        } else if (moments.length === count) return false;
        else moments.push({ at: run.slot, number: run.status, latencyMs });
        return true;
      });
      return moments
        .reverse()
        .map(({ at, number, latencyMs }) => ({ at, status: statusOf(number), latencyMs }));
    }),
});

/** All locations' runs of one slot. */
interface Moment {
  readonly at: number;
  /** The worst status. */
  number: number;
  latencyMs: number | null;
}

const greater = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.max(left, right);

const latencyOf = (run: RunFields, names: Dictionary): number | null => {
  const index = names.shape(run.shapeId).findIndex(({ name }) => name === "latency");
  return index < 0 ? null : (run.values[index] ?? null);
};

interface Walk {
  readonly checkId: number;
  /** Slot and location's name of the run that comes before the first. */
  readonly before: readonly [number, string];
  readonly onlyBad: boolean;
}

/** Visits runs newest first, of one slot by the location's name, until `found` says false. */
const eachNewestFirst = (
  history: History,
  names: Dictionary,
  { checkId, before: [slot, location], onlyBad }: Walk,
  found: (run: RunFields) => boolean,
): void => {
  const hours = history.hours();
  const run = new RunFields();
  for (const hour of hours.open(checkId, Number.NEGATIVE_INFINITY, slot + 1).toReversed()) {
    if (onlyBad && !hours.mayHaveBad(hour)) continue;
    const runs = hours.load(hour);
    for (const at of newestFirstOf(runs, names)) {
      runs.read(at, run);
      run.checkId = checkId;
      if (run.slot > slot || (run.slot === slot && names.locationName(run.locationId) <= location)) continue;
      if (onlyBad && !isBadNumber(run.status)) continue;
      if (!found(run)) return;
    }
  }
};

const newestFirstOf = (runs: RunColumns, names: Dictionary): readonly number[] => {
  const places = runs.order.toReversed();
  const isShared = places.some(
    (at, index) => index > 0 && runs.slot[at] === runs.slot[places[index - 1] ?? 0],
  );
  if (!isShared) return places;
  const nameOf = (at: number): string => names.locationName(runs.locationId[at] ?? 0);
  return places.sort(
    (left, right) =>
      (runs.slot[right] ?? 0) - (runs.slot[left] ?? 0) || (nameOf(left) < nameOf(right) ? -1 : 1),
  );
};
