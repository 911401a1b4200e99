import type { Dictionary } from "../dictionary.ts";
import type { Arena, Moment } from "./arena.ts";
import { isLater, type LatestTable } from "./latest-table.ts";
import { RunFields } from "./run-fields.ts";

/** Reads the latest run of a check, wherever it is; false when it has none. */
export const createLatestRun = (
  arena: Arena,
  table: LatestTable,
  names: Dictionary,
): ((checkId: number, into: RunFields) => boolean) => {
  const kept = new RunFields();
  const isLaterRun = (run: Moment, than: Moment): boolean => isLater(run, than, names);
  return (checkId, into) => {
    if (!arena.latest(checkId, isLaterRun, into)) return table.read(checkId, into);
    if (table.read(checkId, kept) && isLaterRun(kept, into)) into.set(kept);
    return true;
  };
};
