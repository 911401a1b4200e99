import type { RunRecord } from "../../../core/store.ts";
import { floorTo } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { readClosedUntil, writeClosedUntil } from "../meta.ts";
import type { RunHistory } from "../run-history.ts";
import { Arena } from "./arena.ts";
import { createBlockTable, windowMs } from "./block-table.ts";
import { CatchUp, defaultSliceMs } from "./catch-up.ts";
import { Compactor, defaultArenaBytes, overBefore } from "./compact.ts";
import { readDetail } from "./details.ts";
import { Hours } from "./hours.ts";
import { Journal } from "./journal.ts";
import { createLatestRun } from "./latest-run.ts";
import { createLatestTable } from "./latest-table.ts";
import { createMerger } from "./merge.ts";
import { createRunReader } from "./read-runs.ts";
import type { RunFields } from "./run-fields.ts";
import { createRunWriter } from "./write-runs.ts";

/**
 * The runs of all checks, with what writing and keeping them needs. Made in no time: the journal is read when somebody
 * asks for the first time, beside other work. Only writing need not wait for it.
 */
export interface History extends RunHistory {
  /** Writes runs over whatever was known of them. Call in a transaction, and `accept` after it. */
  write(runs: readonly RunRecord[]): void;
  /** Makes what was written seen. */
  accept(): void;
  /** Compacts and merges what is over, slice by slice; cheap when nothing is. */
  keep(now: number): Promise<void>;
  /** Everything of a check from the newest hour back that begins before `to`. See `Hours`. */
  hours(): Hours;
  /** The latest run of a check; false when it has none. */
  latest(checkId: number, into: RunFields): boolean;
  /** Every check that has a latest run. */
  checksWithRuns(): readonly number[];
  /** What a run that was not up left behind. */
  detail(run: Pick<RunFields, "checkId" | "slot" | "locationId">): string | undefined;
  /** Takes back what is older from the lists of what there is; the rows are deleted by prune.ts. */
  forgetBefore(until: number): void;
}

export interface HistoryLimits {
  /** Of memory, beyond which runs are moved before their windows are over. */
  readonly mostArenaBytes?: number;
  /** How long what was left on disk is read in one go; one row at least. */
  readonly catchUpSliceMs?: number;
}

export const createHistory = (
  db: Database,
  names: Dictionary,
  { mostArenaBytes = defaultArenaBytes, catchUpSliceMs = defaultSliceMs }: HistoryLimits = {},
): History => {
  const decimals = names.decimalsOfShape;
  const arena = new Arena(decimals);
  const journal = new Journal(db, arena, decimals);
  const windows = createBlockTable(db, "run_windows");
  const blocks = createBlockTable(db, "run_blocks");
  const latest = createLatestTable(db, names, decimals);
  const catchUp = new CatchUp(db, { arena, journal, latest, sliceMs: catchUpSliceMs });
  const compactor = new Compactor(db, { arena, journal, windows, latest, decimals, mostArenaBytes });
  const merge = createMerger(db, { windows, blocks, decimals });
  const hours = new Hours({ arena, windows, blocks, decimals });
  const listeners: ((checkId: number, slot: number) => void)[] = [];
  let closed = readClosedUntil(db);
  let keeping: Promise<void> = Promise.resolve();

  db.onRollback(() => journal.undo());

  const written = (checkId: number, slot: number): void => {
    compactor.written(checkId, slot);
    if (slot < closed) for (const listener of listeners) listener(checkId, slot);
  };
  const keepNow = async (now: number): Promise<void> => {
    await catchUp.done();
    const until = floorTo(now, windowMs);
    if (until > closed) {
      await db.answer(() => db.transaction(() => writeClosedUntil(db, until)));
      closed = until;
    }
    await compactor.compact(now);
    await merge(overBefore(now));
  };

  return {
    ...createRunReader(hours, blocks),
    read: async (work) => {
      if (!catchUp.isDone) await catchUp.done();
      return db.attempt(work);
    },
    closedUntil: () => closed,
    onLate: (listener) => void listeners.push(listener),
    write: createRunWriter(db, names, { arena, journal }, written),
    accept: () => journal.accept(),
    // One round at a time: each relies on nobody else moving runs.
    keep: (now) => (keeping = keeping.catch(() => undefined).then(() => keepNow(now))),
    hours: () => hours,
    latest: createLatestRun(arena, latest, names),
    checksWithRuns: () => [...new Set([...arena.checks(), ...latest.checks()])],
    detail: (run) => readDetail(db, run),
    forgetBefore: (until) => {
      windows.starts.deleteBefore(until);
      blocks.starts.deleteBefore(until);
    },
  };
};
