import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import type { Moment } from "./arena.ts";
import { ByteWriter } from "./bytes.ts";
import { linkBytes, mostBytes, RunReader, writeRun } from "./run-codec.ts";
import type { RunColumns } from "./run-columns.ts";
import { RunFields, type DecimalsOfShape } from "./run-fields.ts";

/**
 * The latest run of each check that has none in the arena, so that the latest runs are found without a search. Checks
 * that run every minute are never in it: they have younger runs in the arena when the older ones are compacted.
 */
export interface LatestTable {
  /** Keeps the latest of these runs, unless a later one is kept. Call in a transaction. */
  keep(checkId: number, runs: RunColumns): void;
  /** Reads the run that is kept; false when there is none. */
  read(checkId: number, into: RunFields): boolean;
  /** True once it is known which checks have one: before, nothing may be kept or read. */
  readonly isKnown: boolean;
  /** Learns it of some checks; called until it is known. */
  learnSome(found: (checkId: number, slot: number) => void): void;
  /** Every check that has one. */
  checks(): readonly number[];
}

/** Two milliseconds' work. */
const sliceRows = 2000;

export const createLatestTable = (
  db: Database,
  names: Dictionary,
  decimalsOfShape: DecimalsOfShape,
): LatestTable => {
  const writer = new ByteWriter();
  const reader = new RunReader(decimalsOfShape);
  const latest = new RunFields();
  /** Checks that may have a row: most have none, and asking SQLite takes longer than all the rest. */
  const kept = new Set<number>();
  let after = -1;
  let isKnown = false;

  return {
    get isKnown() {
      return isKnown;
    },
    learnSome: (found) => {
      const rows = slotsAfter(db, after);
      for (const { checkId, slot } of rows) {
        kept.add(checkId);
        found(checkId, slot);
        after = checkId;
      }
      isKnown = rows.length < sliceRows;
    },
    checks: () => checksOf(db),
    keep: (checkId, runs) => {
      latestOf(runs, names, latest);
      const known = db.get<{ slot: number; locationId: number }>(
        "SELECT slot, location_id AS locationId FROM latest_runs WHERE check_id = ?",
        checkId,
      );
      if (known && isLater(known, latest, names)) return;
      kept.add(checkId);
      latest.checkId = checkId;
      writer.at = 0;
      writer.ensure(mostBytes(latest.count));
      writeRun(writer, latest, latest.slot, decimalsOfShape);
      db.run(
        `INSERT INTO latest_runs (check_id, slot, location_id, run) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET slot = excluded.slot, location_id = excluded.location_id, run = excluded.run`,
        checkId,
        latest.slot,
        latest.locationId,
        writer.bytes.subarray(linkBytes, writer.at),
      );
    },
    read: (checkId, into) => {
      if (!kept.has(checkId)) return false;
      const row = runOf(db, checkId);
      if (!row) return false;
      reader.key(row.run, -linkBytes, row.slot, into);
      reader.values(into);
      return true;
    },
  };
};

const runOf = (db: Database, checkId: number): { slot: number; run: Uint8Array } | undefined =>
  db.get("SELECT slot, run FROM latest_runs WHERE check_id = ?", checkId);

const checksOf = (db: Database): readonly number[] =>
  db.all<{ checkId: number }>("SELECT check_id AS checkId FROM latest_runs").map(({ checkId }) => checkId);

const slotsAfter = (
  db: Database,
  checkId: number,
): readonly { readonly checkId: number; readonly slot: number }[] =>
  db.all(
    `SELECT check_id AS checkId, slot FROM latest_runs WHERE check_id > ? ORDER BY check_id LIMIT ${sliceRows}`,
    checkId,
  );

/** Of two locations at the same time, the first by name is the latest: it is the first in a list. */
export const isLater = (run: Moment, than: Moment, names: Dictionary): boolean =>
  run.slot > than.slot ||
  (run.slot === than.slot && names.locationName(run.locationId) < names.locationName(than.locationId));

const latestOf = (runs: RunColumns, names: Dictionary, into: RunFields): void => {
  let latest = 0;
  for (let at = 1; at < runs.length; at++) {
    const run = { slot: runs.slot[at] ?? 0, locationId: runs.locationId[at] ?? 0 };
    const than = { slot: runs.slot[latest] ?? 0, locationId: runs.locationId[latest] ?? 0 };
    if (isLater(run, than, names)) latest = at;
  }
  runs.read(latest, into);
};
