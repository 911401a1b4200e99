import type { Retention } from "../../core/store.ts";
import type { Database } from "./database.ts";
import { createDayPruner, moveKept } from "./days/prune-days.ts";
import type { Kept } from "./days/progress.ts";
import type { History } from "./history/create-history.ts";
import { pruneIncidents, pruneLooseNotifications, pruneSessions, pruneSilences } from "./prune-incidents.ts";
import { firstHourKept, pruneBlocks, pruneDetails, pruneLatest, pruneWindows } from "./prune-runs.ts";

/** Freed pages are used again; only a file that is mostly free pages is made smaller. */
const freeShare = 0.5;
const freePagesKept = 256;

/** Deletes at most so many rows; answers how many, and whether it may have more to do. */
type Sweep = (steps: number) => { readonly taken: number; readonly isDone: boolean };

/** A sweep over rows that stand in the order of their age. */
const byAge =
  (expire: (steps: number) => number): Sweep =>
  (steps) => {
    const taken = expire(steps);
    return { taken, isDone: taken < steps };
  };

/** A sweep over the latest run of each check, which stand by check. */
const overLatest = (db: Database, until: number): Sweep => {
  let after = -1;
  return (steps) => {
    const { next } = pruneLatest(db, after, until, steps);
    after = next ?? after;
    return { taken: steps, isDone: next === undefined };
  };
};

const overDays = (db: Database, kept: Kept): Sweep => {
  const pruner = createDayPruner(db);
  return (steps) => {
    const left = pruner.prune(kept, steps);
    return { taken: steps - left, isDone: left > 0 };
  };
};

/**
 * Deletes in steps. It keeps its place between calls: each call looks at no more keys, and deletes no more rows, than
 * it has steps, however many checks there are.
 */
export const createPruner = (db: Database, history: History) => {
  let sweeps: readonly Sweep[] = [];
  let at = 0;

  const begin = (now: number, retention: Retention): void => {
    const kept = moveKept(db, now, retention);
    const runsUntil = firstHourKept(kept.runsFrom);
    const before = now - retention.incidents;
    history.forgetBefore(runsUntil);
    sweeps = [
      byAge((steps) => pruneBlocks(db, runsUntil, steps)),
      byAge((steps) => pruneWindows(db, runsUntil, steps)),
      byAge((steps) => pruneDetails(db, runsUntil, steps)),
      overLatest(db, runsUntil),
      overDays(db, kept),
      byAge((steps) => pruneIncidents(db, before, steps)),
      byAge((steps) => pruneLooseNotifications(db, before, steps)),
      byAge((steps) => pruneSilences(db, before, steps)),
      byAge((steps) => pruneSessions(db, now, steps)),
    ];
    at = 0;
  };

  /** True when more is left. */
  return (now: number, retention: Retention, steps: number): boolean => {
    const isDone = db.transaction(() => {
      if (at >= sweeps.length) begin(now, retention);
      let left = steps;
      for (let sweep = sweeps[at]; sweep && left > 0; sweep = sweeps[at]) {
        const { taken, isDone } = sweep(left);
        if (isDone) at += 1;
        left -= taken;
      }
      return at >= sweeps.length;
    });
    return shrink(db, steps) || !isDone;
  };
};

/** Gives at most `steps` free pages back to the disk; true when there are more to give. */
const shrink = (db: Database, steps: number): boolean => {
  const free = db.get<{ freelist_count: number }>("PRAGMA freelist_count")?.freelist_count ?? 0;
  const pages = db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
  if (free <= freePagesKept || free <= pages * freeShare) return false;
  db.all(`PRAGMA incremental_vacuum(${Math.ceil(steps)})`);
  return true;
};
