import type { Status } from "../../core/outcome.ts";
import type { RunRecord, RunStore } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { keptLatest } from "../kept-run.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import {
  decodeRun,
  encodeDetail,
  encodeValues,
  statusNumber,
  statusOf,
  valuesOf,
  type FullRunRow,
  type RunRow,
} from "./run-row.ts";
import { createStatistics } from "./statistics.ts";

/** Writes one run over whatever was known of it. */
export const writeRun = (
  db: Database,
  names: Dictionary,
  record: RunRecord,
): { readonly checkId: number } => {
  const run = keptLatest(record);
  const { status, readings } = run.outcome;
  const checkId = names.checkId(run.checkId);
  const key = [checkId, run.slot, names.locationId(run.location)] as const;
  const row = [
    statusNumber(status),
    run.startedAt - run.slot,
    run.durationMs,
    names.shapeId(readings),
    encodeValues(readings),
  ] as const;
  const isNew = db.run(
    `INSERT INTO runs (check_id, slot, location_id, status, delay_ms, duration_ms, shape_id, "values")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ...key,
    ...row,
  );
  if (isNew === 0) {
    db.run(
      `UPDATE runs SET status = ?, delay_ms = ?, duration_ms = ?, shape_id = ?, "values" = ?
       WHERE check_id = ? AND slot = ? AND location_id = ?`,
      ...row,
      ...key,
    );
    db.run("DELETE FROM run_details WHERE check_id = ? AND slot = ? AND location_id = ?", ...key);
  }
  const detail = encodeDetail(run.outcome);
  if (status !== "up")
    db.run(
      "INSERT INTO run_details (check_id, slot, location_id, detail) VALUES (?, ?, ?, ?)",
      ...key,
      detail,
    );
  // Of two locations at the same time, the first in the list's order is the latest.
  db.run(
    `INSERT INTO latest_runs (check_id, slot, location_id, detail) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET slot = excluded.slot, location_id = excluded.location_id, detail = excluded.detail
     WHERE excluded.slot > latest_runs.slot OR excluded.slot = latest_runs.slot AND
       (SELECT name FROM locations WHERE id = excluded.location_id) <=
       (SELECT name FROM locations WHERE id = latest_runs.location_id)`,
    ...key,
    detail,
  );
  return { checkId };
};

const fullColumns = `
  r.check_id AS checkId, r.slot, r.location_id AS locationId, r.status, r.delay_ms AS delayMs,
  r.duration_ms AS durationMs, r.shape_id AS shapeId, r."values"`;

const listQuery = (condition: string): string => `
  SELECT ${fullColumns}, coalesce(l.detail, d.detail) AS detail
  FROM runs r CROSS JOIN locations p ON p.id = r.location_id
  LEFT JOIN run_details d USING (check_id, slot, location_id)
  LEFT JOIN latest_runs l USING (check_id, slot, location_id)
  WHERE r.check_id = ? AND r.slot <= ? AND (r.slot < ? OR p.name > ?) AND ${condition}
  ORDER BY r.slot DESC, p.name LIMIT ?`;

const listAll = listQuery("true");
const listBad = listQuery("r.status >= 2");

const newestFirst: readonly [number, string] = [Number.MAX_SAFE_INTEGER, ""];

export const createRuns = (db: Database, names: Dictionary): RunStore => ({
  ...createStatistics(db, names),

  list: ({ checkId, limit, before, onlyBad }) =>
    db.answer(() => {
      const [slot, location] = before === undefined ? newestFirst : decodeCursor(before, newestFirst);
      const id = names.knownCheckId(checkId);
      if (id === undefined) return { items: [] };
      const rows = db.all<FullRunRow>(onlyBad ? listBad : listAll, id, slot, slot, location, limit + 1);
      return pageOf(
        rows,
        limit,
        (row) => [row.slot, names.locationName(row.locationId)],
        (row) => decodeRun(row, names),
      );
    }),

  latest: () =>
    db.answer(() => {
      const rows = db.all<FullRunRow>(
        `SELECT ${fullColumns}, l.detail
         FROM latest_runs l CROSS JOIN runs r USING (check_id, slot, location_id)`,
      );
      return new Map(rows.map((row) => [names.checkName(row.checkId), decodeRun(row, names)]));
    }),

  tail: ({ checkId, count }) =>
    db.answer(() => {
      const id = names.knownCheckId(checkId);
      const moments: Moment[] = [];
      const rows =
        id === undefined
          ? []
          : db.iterate<RunRow>(
              `SELECT slot, status, shape_id AS shapeId, "values" FROM runs
               WHERE check_id = ? ORDER BY slot DESC, status DESC`,
              id,
            );
      for (const row of rows) {
        const latencyMs = latencyOf(row, names);
        const last = moments.at(-1);
        if (last?.at === row.slot) last.latencyMs = greater(last.latencyMs, latencyMs);
        else if (moments.length === count) break;
        else moments.push({ at: row.slot, status: statusOf(row.status), latencyMs });
      }
      return moments.reverse();
    }),
});

/** All locations' runs of one slot. */
interface Moment {
  readonly at: number;
  readonly status: Status;
  latencyMs: number | null;
}

const greater = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.max(left, right);

const latencyOf = (row: RunRow, names: Dictionary): number | null => {
  const index = names.shape(row.shapeId).findIndex(({ name }) => name === "latency");
  return valuesOf(row)[index] ?? null;
};
