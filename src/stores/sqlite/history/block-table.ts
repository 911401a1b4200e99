import type { StatusCounts } from "../../../core/store.ts";
import type { Database } from "../database.ts";
import { statusOf } from "../run-row.ts";
import type { RunColumns } from "./run-columns.ts";
import { Starts } from "./starts.ts";

/** Ten minutes of the current hours, and whole hours of all the time before. */
export type BlockTableName = "run_windows" | "run_blocks";

export const windowMs = 600_000;
export const hourMs = 3_600_000;

/** One table of blocks, with the moments at which it has any. */
export interface BlockTable {
  readonly starts: Starts;
  data(start: number, checkId: number): Uint8Array | undefined;
  counts(start: number, checkId: number): StatusCounts | undefined;
  /** False, and nothing done, when there is a block already. */
  insert(start: number, checkId: number, counts: StatusCounts, data: Uint8Array): boolean;
  replace(start: number, checkId: number, counts: StatusCounts, data: Uint8Array): void;
}

export const createBlockTable = (db: Database, table: BlockTableName): BlockTable => {
  const starts = new Starts();
  const found = db.all<{ start: number | null }>(
    `WITH RECURSIVE s (start) AS (
       SELECT min(start) FROM ${table}
       UNION ALL SELECT (SELECT min(start) FROM ${table} WHERE start > s.start) FROM s WHERE s.start IS NOT NULL)
     SELECT start FROM s`,
  );
  for (const { start } of found) if (start !== null) starts.add(start);

  const insert = `INSERT INTO ${table} (start, check_id, up, degraded, down, unknown, data)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO `;
  const write = (sql: string, start: number, checkId: number, counts: StatusCounts, data: Uint8Array) => {
    const { up, degraded, down, unknown } = counts;
    starts.add(start);
    return db.run(sql, start, checkId, up, degraded, down, unknown, data) > 0;
  };
  const insertSql = `${insert} NOTHING`;
  const replaceSql = `${insert} UPDATE SET up = excluded.up, degraded = excluded.degraded, down = excluded.down,
    unknown = excluded.unknown, data = excluded.data`;
  const dataSql = `SELECT data FROM ${table} WHERE start = ? AND check_id = ?`;
  const countsSql = `SELECT up, degraded, down, unknown FROM ${table} WHERE start = ? AND check_id = ?`;

  return {
    starts,
    data: (start, checkId) =>
      starts.has(start) ? db.get<{ data: Uint8Array }>(dataSql, start, checkId)?.data : undefined,
    counts: (start, checkId) =>
      starts.has(start) ? db.get<StatusCounts>(countsSql, start, checkId) : undefined,
    insert: (start, checkId, counts, data) => write(insertSql, start, checkId, counts, data),
    replace: (start, checkId, counts, data) => void write(replaceSql, start, checkId, counts, data),
  };
};

/** How many runs of each status there are at these places. */
export const countPlaces = (runs: RunColumns, places: readonly number[]): StatusCounts => {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const at of places) counts[statusOf(runs.status[at] ?? 0)]++;
  return counts;
};
