import type { DatabaseSync, StatementSync } from "node:sqlite";
import { floorTo } from "../../grid.ts";
import { countPlaces, hourMs } from "../history/block-table.ts";
import { encodeBlock } from "../history/block-codec.ts";
import { ByteWriter } from "../history/bytes.ts";
import { linkBytes, mostBytes, writeRun } from "../history/run-codec.ts";
import { RunColumns } from "../history/run-columns.ts";
import { RunFields, type DecimalsOfShape } from "../history/run-fields.ts";

interface RunRow {
  readonly checkId: number;
  readonly slot: number;
  readonly locationId: number;
  readonly status: number;
  readonly delayMs: number;
  readonly durationMs: number;
  readonly shapeId: number;
  readonly values: string;
}

const columns = `r.check_id AS checkId, r.slot, r.location_id AS locationId, r.status, r.delay_ms AS delayMs,
  r.duration_ms AS durationMs, r.shape_id AS shapeId, r."values"`;

/** Copies every row of `runs` into blocks of hours, and the latest of each check once more. */
export const moveRuns = (connection: DatabaseSync): void => {
  const decimals = readDecimals(connection);
  moveBlocks(connection, decimals);
  moveLatest(connection, decimals);
};

const moveBlocks = (connection: DatabaseSync, decimals: DecimalsOfShape): void => {
  const insert = connection.prepare(
    `INSERT INTO run_blocks (start, check_id, up, degraded, down, unknown, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const rows = connection.prepare(`SELECT ${columns} FROM runs r ORDER BY r.check_id, r.slot, r.location_id`);
  const runs = new RunColumns();
  const fields = new RunFields();
  let hour = Number.NaN;
  const write = (): void => {
    if (runs.length === 0) return;
    runs.sort();
    const { up, degraded, down, unknown } = countPlaces(runs, runs.order);
    const data = encodeBlock(runs, runs.order, hour, decimals);
    insert.run(hour, fields.checkId, up, degraded, down, unknown, data);
    runs.clear();
  };
  runs.clear();
  for (const row of rowsOf(rows)) {
    const start = floorTo(row.slot, hourMs);
    if (start !== hour || row.checkId !== fields.checkId) write();
    hour = start;
    fill(fields, row);
    runs.add(fields);
  }
  write();
};

const moveLatest = (connection: DatabaseSync, decimals: DecimalsOfShape): void => {
  const insert = connection.prepare(
    "INSERT INTO latest_runs (check_id, slot, location_id, run) VALUES (?, ?, ?, ?)",
  );
  const rows = connection.prepare(
    `SELECT ${columns} FROM latest_runs_1 l CROSS JOIN runs r USING (check_id, slot, location_id)`,
  );
  const fields = new RunFields();
  const writer = new ByteWriter();
  for (const row of rowsOf(rows)) {
    fill(fields, row);
    writer.at = 0;
    writer.ensure(mostBytes(fields.count));
    writeRun(writer, fields, fields.slot, decimals);
    insert.run(fields.checkId, fields.slot, fields.locationId, writer.bytes.subarray(linkBytes, writer.at));
  }
};

/** The columns are those of the statement's text, of a STRICT table. */
const rowsOf = (statement: StatementSync): Iterable<RunRow> =>
  statement.iterate() as Iterable<unknown> as Iterable<RunRow>;

/** Written by the version before: a JSON list of numbers. */
const valuesOf = (text: string): readonly number[] => JSON.parse(text) as readonly number[];

const fill = (fields: RunFields, row: RunRow): void => {
  const values = valuesOf(row.values);
  const { checkId, slot, locationId, status, delayMs, durationMs, shapeId } = row;
  Object.assign(fields, { checkId, slot, locationId, status, delayMs, durationMs, shapeId });
  fields.count = values.length;
  fields.ensure(values.length);
  fields.values.set(values);
};

const readDecimals = (connection: DatabaseSync): DecimalsOfShape => {
  const rows = connection
    .prepare(
      `SELECT s.id, group_concat(CASE n.unit WHEN 'ms' THEN 2 ELSE 0 END) AS decimals
       FROM shapes s
       LEFT JOIN (SELECT s.id AS shape, e.key, e.value FROM shapes s JOIN json_each(s.readings) e ORDER BY 1, 2) e
         ON e.shape = s.id
       LEFT JOIN readings n ON n.id = e.value
       GROUP BY s.id`,
    )
    .all();
  const none = new Uint8Array(0);
  const found = new Map(
    rows.map(({ id, decimals }) => [Number(id), Uint8Array.from(String(decimals ?? "").split(","), Number)]),
  );
  return (shapeId) => found.get(shapeId) ?? none;
};
