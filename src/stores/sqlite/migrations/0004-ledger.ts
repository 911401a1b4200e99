/** What checks keep beside their runs (core/ledger.ts), in rows that a person can read; retention takes none of it. */
export const ledger = `
CREATE TABLE ledger_parts (
  check_id INTEGER NOT NULL,
  part TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (check_id, part)
) STRICT, WITHOUT ROWID;

-- sequence: the place in the order of all changes; the greatest is the latest.
CREATE TABLE ledger_days (
  check_id INTEGER NOT NULL,
  reading TEXT NOT NULL,
  part TEXT NOT NULL,
  day TEXT NOT NULL,
  value REAL NOT NULL,
  unit TEXT NOT NULL,
  provisional INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (check_id, reading, part, day)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_days_by_sequence ON ledger_days (sequence);

-- columns and rows: JSON lists.
CREATE TABLE ledger_snapshots (
  id INTEGER PRIMARY KEY,
  check_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  part TEXT NOT NULL,
  at INTEGER NOT NULL,
  columns TEXT NOT NULL,
  "rows" TEXT NOT NULL,
  UNIQUE (check_id, name, part, at)
) STRICT;

CREATE TABLE ledger_entries (
  number INTEGER PRIMARY KEY,
  check_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT,
  summary TEXT,
  published_at INTEGER,
  seen_at INTEGER NOT NULL,
  UNIQUE (check_id, id)
) STRICT;

CREATE TABLE ledger_memos (
  check_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (check_id, key)
) STRICT, WITHOUT ROWID;

-- For people with the sqlite3 tool.
CREATE VIEW readable_ledger AS
SELECT c.name AS "check", d.reading, d.part, p.title, d.day, d.value, d.unit, d.provisional
FROM ledger_days d
JOIN checks c ON c.id = d.check_id
LEFT JOIN ledger_parts p ON p.check_id = d.check_id AND p.part = d.part;
`;
