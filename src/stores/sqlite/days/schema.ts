/**
 * What the days of checks were, over all locations. A row holds exactly the runs of its range; the rows of a check
 * never overlap. What no row covers is read from the runs. `hours` is as hour-columns.ts writes it, null once hours
 * are past their retention; where all values of a reading are equal, `max`, `sum` and `sketch` are null.
 */
export const dayTables = `
CREATE TABLE day_counts (
  check_id INTEGER NOT NULL,
  start INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  up INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  down INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  hours BLOB,
  PRIMARY KEY (check_id, start)
) STRICT, WITHOUT ROWID;

-- The readings of one day stand beside each other, so that rolling a day up writes one page, not one per reading.
CREATE TABLE day_readings (
  check_id INTEGER NOT NULL,
  start INTEGER NOT NULL,
  reading_id INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min REAL NOT NULL,
  max REAL,
  sum REAL,
  sketch BLOB,
  hours BLOB,
  PRIMARY KEY (check_id, start, reading_id)
) STRICT, WITHOUT ROWID;

-- Ranges to be rolled up again, because of a run that came late.
CREATE TABLE dirty_days (
  start INTEGER NOT NULL,
  check_id INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  PRIMARY KEY (start, check_id)
) STRICT, WITHOUT ROWID;

-- For people with the sqlite3 tool.
CREATE VIEW readable_days AS
SELECT c.name AS "check", datetime(d.start / 1000, 'unixepoch') AS time_utc, (d.ends - d.start) / 3600000.0 AS hours,
  d.up, d.degraded, d.down, d.unknown
FROM day_counts d
JOIN checks c ON c.id = d.check_id;

CREATE VIEW readable_readings AS
SELECT c.name AS "check", datetime(r.start / 1000, 'unixepoch') AS time_utc, n.name AS reading, n.unit, r.count,
  r.min, coalesce(r.sum / r.count, r.min) AS mean, coalesce(r.max, r.min) AS max
FROM day_readings r
JOIN checks c ON c.id = r.check_id
JOIN readings n ON n.id = r.reading_id;
`;
