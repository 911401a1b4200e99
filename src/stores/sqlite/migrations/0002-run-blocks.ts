import type { DatabaseSync } from "node:sqlite";
import { moveRuns } from "./move-runs.ts";

/**
 * From one row per run to blocks of runs by hour (docs/stores/sqlite.md): runs that were just written are in the
 * journal, those of the last hour or so in windows of ten minutes, all others in blocks. `data` is
 * history/block-codec.ts, the journal's and the latest runs' history/run-codec.ts.
 */
const schema = `
DROP VIEW readable_runs;

CREATE TABLE run_journal (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  base INTEGER NOT NULL,
  runs BLOB NOT NULL
) STRICT;

CREATE TABLE run_windows (
  start INTEGER NOT NULL,
  check_id INTEGER NOT NULL,
  up INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  down INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (start, check_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_blocks (
  start INTEGER NOT NULL,
  check_id INTEGER NOT NULL,
  up INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  down INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (start, check_id)
) STRICT, WITHOUT ROWID;

-- Of checks whose latest run is not in the journal.
ALTER TABLE latest_runs RENAME TO latest_runs_1;
CREATE TABLE latest_runs (
  check_id INTEGER PRIMARY KEY,
  slot INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  run BLOB NOT NULL
) STRICT;

-- Reason, judgements and evidence of runs that were not up: JSON.
ALTER TABLE run_details RENAME TO run_details_1;
CREATE TABLE run_details (
  slot INTEGER NOT NULL,
  check_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (slot, check_id, location_id)
) STRICT, WITHOUT ROWID;
INSERT INTO run_details (slot, check_id, location_id, detail)
  SELECT slot, check_id, location_id, detail FROM run_details_1 ORDER BY slot, check_id, location_id;
`;

const cleanUp = `
DROP TABLE latest_runs_1;
DROP TABLE run_details_1;
DROP TABLE runs;

-- For people with the sqlite3 tool.
CREATE VIEW readable_blocks AS
SELECT c.name AS "check", datetime(b.start / 1000, 'unixepoch') AS time_utc, b.minutes,
  b.up + b.degraded + b.down + b.unknown AS runs, b.up, b.degraded, b.down, b.unknown, b.bytes
FROM (
  SELECT start, check_id, 60 AS minutes, up, degraded, down, unknown, length(data) AS bytes FROM run_blocks
  UNION ALL
  SELECT start, check_id, 10, up, degraded, down, unknown, length(data) FROM run_windows
) b
JOIN checks c ON c.id = b.check_id;

CREATE VIEW readable_details AS
SELECT c.name AS "check", l.name AS location, datetime(d.slot / 1000, 'unixepoch') AS time_utc,
  d.detail ->> '$.reason.code' AS reason, d.detail ->> '$.reason.detail' AS text, d.detail
FROM run_details d
JOIN checks c ON c.id = d.check_id
JOIN locations l ON l.id = d.location_id;
`;

export const runBlocks = (connection: DatabaseSync): void => {
  connection.exec(schema);
  moveRuns(connection);
  connection.exec(cleanUp);
};
