/**
 * Times are epoch milliseconds. `status` is 0 up, 1 unknown, 2 degraded, 3 down: the greater, the worse.
 * `level` is 1 minute, 2 hour, 3 day (level.ts). docs/stores/sqlite.md explains the layout.
 */
export const initial = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE checks (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE locations (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  UNIQUE (name, unit)
) STRICT;
-- Which readings a run has, in order: a JSON list of reading ids.
CREATE TABLE shapes (id INTEGER PRIMARY KEY, readings TEXT NOT NULL UNIQUE) STRICT;

-- Every question is about one check over time, so the time comes before the location.
CREATE TABLE runs (
  check_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  status INTEGER NOT NULL,
  delay_ms REAL NOT NULL,
  duration_ms REAL NOT NULL,
  shape_id INTEGER NOT NULL,
  "values" TEXT NOT NULL,
  PRIMARY KEY (check_id, slot, location_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bad_runs ON runs (check_id, slot) WHERE status >= 2;

-- Reason, judgements and evidence of runs that were not up: JSON.
CREATE TABLE run_details (
  check_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (check_id, slot, location_id),
  FOREIGN KEY (check_id, slot, location_id) REFERENCES runs ON DELETE CASCADE
) STRICT;

-- The latest run of each check keeps its detail whatever its status.
CREATE TABLE latest_runs (
  check_id INTEGER PRIMARY KEY,
  slot INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  detail TEXT NOT NULL,
  FOREIGN KEY (check_id, slot, location_id) REFERENCES runs ON DELETE CASCADE
) STRICT;

-- Closed buckets of a check over all locations. A bucket without a row is read from the finer level.
CREATE TABLE rollups (
  check_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  start INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  up INTEGER NOT NULL,
  degraded INTEGER NOT NULL,
  down INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  PRIMARY KEY (check_id, level, start)
) STRICT, WITHOUT ROWID;

-- The readings of those buckets. Where all values are equal, as they are in most minutes, min and count say it all
-- and the rest is null.
CREATE TABLE reading_rollups (
  check_id INTEGER NOT NULL,
  reading_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  start INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min REAL NOT NULL,
  max REAL,
  sum REAL,
  sketch BLOB,
  PRIMARY KEY (check_id, reading_id, level, start)
) STRICT, WITHOUT ROWID;

-- Buckets to be rolled up, again or for the first time, once they are closed.
CREATE TABLE dirty_buckets (
  level INTEGER NOT NULL,
  start INTEGER NOT NULL,
  check_id INTEGER NOT NULL,
  PRIMARY KEY (level, start, check_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_states (check_id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  check_id INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  incident TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_by_time ON incidents (opened_at, id);
CREATE INDEX incidents_by_check ON incidents (check_id, opened_at, id);
CREATE INDEX open_incidents ON incidents (opened_at, id) WHERE closed_at IS NULL;

CREATE TABLE incident_events (
  id INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (incident_id, at, kind, detail)
) STRICT;

CREATE TABLE notifications (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  incident_id TEXT,
  sequence INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  facts TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  uncertain INTEGER NOT NULL,
  last_error TEXT,
  settled_at INTEGER,
  UNIQUE (incident_id, channel, sequence)
) STRICT;
CREATE INDEX notifications_by_time ON notifications (created_at, sequence, id);
CREATE INDEX owed_notifications ON notifications (created_at, sequence, id) WHERE state IN ('pending', 'sending');

CREATE TABLE delivery_attempts (
  id INTEGER PRIMARY KEY,
  notification_id TEXT NOT NULL REFERENCES notifications ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_notification ON delivery_attempts (notification_id, id);

CREATE TABLE cards (
  channel TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  card_id TEXT NOT NULL,
  ref TEXT NOT NULL,
  PRIMARY KEY (channel, incident_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_by_message ON cards (channel, card_id);
CREATE INDEX cards_by_incident ON cards (incident_id);

CREATE TABLE users (name TEXT PRIMARY KEY, password_hash TEXT NOT NULL) STRICT;
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  user TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  check_id TEXT NOT NULL,
  "from" INTEGER NOT NULL,
  until INTEGER NOT NULL,
  by TEXT NOT NULL,
  note TEXT
) STRICT;

-- For people with the sqlite3 tool.
CREATE VIEW readable_runs AS
SELECT c.name AS "check", l.name AS location, datetime(r.slot / 1000, 'unixepoch') AS time_utc,
  CASE r.status WHEN 0 THEN 'up' WHEN 1 THEN 'unknown' WHEN 2 THEN 'degraded' ELSE 'down' END AS status,
  r.duration_ms,
  (SELECT json_group_object(n.name, v.value)
   FROM json_each(s.readings) k JOIN json_each(r."values") v ON v.key = k.key JOIN readings n ON n.id = k.value
  ) AS readings,
  d.detail ->> '$.reason.code' AS reason
FROM runs r
JOIN checks c ON c.id = r.check_id
JOIN locations l ON l.id = r.location_id
JOIN shapes s ON s.id = r.shape_id
LEFT JOIN run_details d USING (check_id, slot, location_id);
`;
