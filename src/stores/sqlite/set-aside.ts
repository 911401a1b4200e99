import { existsSync, renameSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { utcStamp } from "../../core/utc-stamp.ts";
import { type Database, openDatabase } from "./database.ts";
import { lockForProcess } from "./process-lock.ts";

/**
 * Puts the database at `path` and its log beside it aside under another name, which is answered.
 * @throws {StoreError} when another server has it, or what the file system says
 */
export const setAside = (path: string, now: number): string => {
  const aside = freeName(`${path}.damaged-${utcStamp(now)}`);
  const unlock = lockForProcess(path);
  try {
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  } finally {
    unlock();
  }
  return aside;
};

const freeName = (name: string): string => {
  let free = name;
  for (let count = 2; existsSync(free); count++) free = `${name}-${count}`;
  return free;
};

/**
 * What the watch needs to go on, in the order of writing, and what no source shows a second time; the history of runs
 * stays in the file that was set aside. Memos are left behind: with them a check would believe that it has the days
 * that could not be read, and never ask its source for them again.
 */
const kept = [
  "checks",
  "check_states",
  "incidents",
  "incident_events",
  "notifications",
  "delivery_attempts",
  "cards",
  "users",
  "sessions",
  "api_tokens",
  "silences",
  "ledger_parts",
  "ledger_days",
  "ledger_snapshots",
  "ledger_entries",
] as const;

/** From the last row to the first, by what a table is ordered by. */
const backwards = (table: (typeof kept)[number]): string => {
  if (table === "ledger_days") return "check_id DESC, reading DESC, part DESC, day DESC";
  if (table === "ledger_parts") return "check_id DESC, part DESC";
  return "rowid DESC";
};

/**
 * Begins a new database at `path` with what can still be read of the one set aside; answers what that is, for
 * people. History is not brought over.
 */
export const salvage = (aside: string, path: string): string => {
  const db = openDatabase({ path });
  try {
    const reader = openAside(aside);
    try {
      const counts = kept.map((table) => `${copyTable(reader, db, table)} ${table.replace("_", " ")}`);
      return counts.filter((count) => !count.startsWith("0 ")).join(", ") || "nothing";
    } finally {
      reader.close();
    }
  } catch {
    return "nothing";
  } finally {
    db.close();
  }
};

/** Without a log there is nothing to recover, and no file needs to be made beside it. */
const openAside = (aside: string): DatabaseSync =>
  existsSync(`${aside}-wal`)
    ? new DatabaseSync(aside, { readOnly: true })
    : new DatabaseSync(new URL(`${pathToFileURL(aside).href}?immutable=1`), { readOnly: true });

/** Copies the rows that can be read; answers how many. */
const copyTable = (reader: DatabaseSync, db: Database, table: (typeof kept)[number]): number => {
  const wanted = new Set(db.all<{ name: string }>(`PRAGMA table_info(${table})`).map(({ name }) => name));
  let columns: readonly string[] = [];
  try {
    columns = reader
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => String(name))
      .filter((name) => wanted.has(name));
  } catch {
    // Its schema cannot be read.
  }
  if (columns.length === 0) return 0;
  const list = columns.map((name) => `"${name}"`).join(", ");
  const insert = `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => "?").join(", ")})`;
  let copied = 0;
  db.transaction(() => {
    // A damaged page ends the way from one side; the other side may reach what is behind it.
    for (const order of ["", `ORDER BY ${backwards(table)}`]) {
      const isWhole = eachRow(reader, `SELECT ${list} FROM ${table} ${order}`, (row) => {
        try {
          copied += db.run(insert, ...columns.map((name) => row[name] ?? null));
        } catch {
          // What it belongs to could not be read.
        }
      });
      if (isWhole) return;
    }
  });
  return copied;
};

/** False when an error ended it. */
const eachRow = (
  reader: DatabaseSync,
  sql: string,
  visit: (row: Readonly<Record<string, SQLInputValue>>) => void,
): boolean => {
  try {
    for (const row of reader.prepare(sql).iterate()) visit(row);
    return true;
  } catch {
    return false;
  }
};
