import type { RunRecord, StatusCounts } from "../../../core/store.ts";
import { addCounts, noCounts } from "../../../core/uptime.ts";
import { floorTo } from "../../grid.ts";
import { keptReadings } from "../../kept-run.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { readClosedUntil, writeClosedUntil } from "../meta.ts";
import type { RunHistory } from "../run-history.ts";
import { encodeDetail, statusNumber } from "../run-row.ts";
import { Arena } from "./arena.ts";
import { countPlaces, createBlockTable, hourMs, windowMs } from "./block-table.ts";
import { createCompactor, overBefore } from "./compact.ts";
import { createDetails } from "./details.ts";
import { Hours } from "./hours.ts";
import { Journal } from "./journal.ts";
import { createLatestTable, isLater } from "./latest-table.ts";
import { createMerger } from "./merge.ts";
import { RunFields } from "./run-fields.ts";

/** The runs of all checks, with what writing and keeping them needs. */
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

export const createHistory = (db: Database, names: Dictionary): History => {
  const decimals = names.decimalsOfShape;
  const arena = new Arena(decimals);
  const journal = new Journal(db, arena);
  const windows = createBlockTable(db, "run_windows");
  const blocks = createBlockTable(db, "run_blocks");
  const latest = createLatestTable(db, names, decimals);
  const details = createDetails(db);
  const compactor = createCompactor(db, { arena, journal, windows, latest, decimals });
  const merge = createMerger(db, { windows, blocks, decimals });
  const listeners: ((checkId: number, slot: number) => void)[] = [];
  const hours = new Hours({ arena, windows, blocks, decimals });
  const fields = new RunFields();
  const values: number[] = [];
  let closed = readClosedUntil(db);
  let keeping: Promise<void> = Promise.resolve();

  latest.each((checkId, slot) => arena.note(checkId, slot));
  db.onRollback(() => journal.undo());

  const writeOne = (run: RunRecord): void => {
    fillFields(fields, run, names);
    const { checkId, slot } = fields;
    const isBad = run.outcome.status !== "up";
    if (isBad || arena.mayKnow(checkId, slot))
      details.write(fields, isBad ? encodeDetail(run.outcome) : undefined);
    arena.note(checkId, slot);
    journal.add(fields);
    compactor.written(checkId, slot);
    if (slot < closed) for (const listener of listeners) listener(checkId, slot);
  };

  const keepNow = async (now: number): Promise<void> => {
    const until = floorTo(now, windowMs);
    if (until > closed) {
      await db.answer(() => db.transaction(() => writeClosedUntil(db, until)));
      closed = until;
    }
    await compactor.compact(now);
    await merge(overBefore(now));
  };

  return {
    write: (runs) => {
      for (const run of runs) writeOne(run);
      journal.write();
    },
    accept: () => journal.accept(),
    // One round at a time: each relies on nobody else moving runs.
    keep: (now) => (keeping = keeping.catch(() => undefined).then(() => keepNow(now))),

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
    closedUntil: () => closed,
    onLate: (listener) => void listeners.push(listener),

    hours: () => hours,
    latest: (checkId, into) => {
      let isFound = latest.read(checkId, into);
      arena.each(checkId, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (run) => {
        if (isFound && isLater(into, run, names)) return;
        isFound = true;
        into.set(run);
      });
      return isFound;
    },
    checksWithRuns: () => {
      const found = new Set(arena.checks());
      latest.each((checkId) => void found.add(checkId));
      return [...found];
    },
    detail: (run) => details.read(run),
    forgetBefore: (until) => {
      windows.starts.deleteBefore(until);
      blocks.starts.deleteBefore(until);
    },
  };
};

const fillFields = (fields: RunFields, run: RunRecord, names: Dictionary): void => {
  if (!Number.isSafeInteger(run.slot)) throw new RangeError(`The slot ${run.slot} is no whole number of ms`);
  const readings = keptReadings(run.outcome.readings);
  fields.checkId = names.checkId(run.checkId);
  fields.slot = run.slot;
  fields.status = statusNumber(run.outcome.status);
  fields.locationId = names.locationId(run.location);
  fields.shapeId = names.shapeId(readings, fields.checkId);
  fields.delayMs = run.startedAt - run.slot;
  fields.durationMs = run.durationMs;
  fields.count = readings.length;
  fields.ensure(readings.length);
  for (const [index, { value }] of readings.entries()) fields.values[index] = value;
};
