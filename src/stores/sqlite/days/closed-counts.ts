import type { StatusCounts } from "../../../core/store.ts";
import { addCounts } from "../../../core/uptime.ts";
import { floorTo } from "../../grid.ts";
import type { RunHistory } from "../run-history.ts";

const hourMs = 3_600_000;
/** Looking an hour up costs little; a day of them, for a hundred checks on a page, does not. */
const fewestHours = 3;
const mostChecks = 1000;

interface Counted {
  readonly from: number;
  readonly until: number;
  readonly counts: StatusCounts;
}

/**
 * Counts the runs of a check, and remembers the hours that are closed: those of the running day are asked for again
 * and again. A late run makes its check forgotten.
 */
export const createClosedCounts = (history: RunHistory): RunHistory["counts"] => {
  const known = new Map<number, Counted>();
  history.onLate((checkId, slot) => {
    const found = known.get(checkId);
    if (found && slot >= found.from && slot < found.until) known.delete(checkId);
  });
  return (checkId, from, to) => {
    const until = floorTo(Math.min(to, history.closedUntil()), hourMs);
    if (!(until - from >= fewestHours * hourMs)) return history.counts(checkId, from, to);
    const found = known.get(checkId);
    const usable = found?.from === from && found.until <= until ? found : undefined;
    const counts = usable
      ? addCounts(usable.counts, history.counts(checkId, usable.until, until))
      : history.counts(checkId, from, until);
    if (known.size >= mostChecks) known.clear();
    known.set(checkId, { from, until, counts });
    return addCounts(counts, history.counts(checkId, until, to));
  };
};
