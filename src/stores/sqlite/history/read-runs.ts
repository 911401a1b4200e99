import type { StatusCounts } from "../../../core/store.ts";
import { addCounts, noCounts } from "../../../core/uptime.ts";
import type { RunHistory } from "../run-history.ts";
import { countPlaces, hourMs, type BlockTable } from "./block-table.ts";
import type { Hours } from "./hours.ts";

/** What is asked of the runs in a range. */
export const createRunReader = (hours: Hours, blocks: BlockTable): Pick<RunHistory, "visit" | "counts"> => {
  const values: number[] = [];
  return {
    visit: (checkId, from, to, visitor) => {
      for (const hour of hours.open(checkId, from, to)) {
        const runs = hours.load(hour);
        for (const at of runs.order) {
          const slot = runs.slot[at] ?? 0;
          if (slot < from || slot >= to) continue;
          const first = runs.valuesAt[at] ?? 0;
          values.length = (runs.valuesAt[at + 1] ?? first) - first;
          for (let index = 0; index < values.length; index++) values[index] = runs.values[first + index] ?? 0;
          visitor(slot, runs.status[at] ?? 0, runs.locationId[at] ?? 0, runs.shapeId[at] ?? 0, values);
        }
      }
    },
    counts: (checkId, from, to) => {
      let counts: StatusCounts = noCounts;
      for (const hour of hours.open(checkId, from, to)) {
        if (hour >= from && hour + hourMs <= to && !hours.isSpread(hour)) {
          counts = addCounts(counts, blocks.counts(hour, checkId) ?? noCounts);
          continue;
        }
        const runs = hours.load(hour);
        const inside = runs.order.filter((at) => (runs.slot[at] ?? 0) >= from && (runs.slot[at] ?? 0) < to);
        counts = addCounts(counts, countPlaces(runs, inside));
      }
      return counts;
    },
  };
};
