import type { LedgerStore, Snapshot } from "../../../core/ledger.ts";
import type { Database } from "../database.ts";

export const writeSnapshot = (db: Database, checkId: number, snapshot: Snapshot): void => {
  db.run(
    `INSERT INTO ledger_snapshots (check_id, name, part, at, columns, "rows") VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET columns = excluded.columns, "rows" = excluded."rows"`,
    checkId,
    snapshot.name,
    snapshot.part,
    snapshot.at,
    JSON.stringify(snapshot.columns),
    JSON.stringify(snapshot.rows),
  );
};

/** The latest first. */
export const readSnapshots = (
  db: Database,
  checkId: number,
  { name, part, limit }: { readonly name: string; readonly part: string; readonly limit: number },
): readonly Snapshot[] =>
  db
    .all<{ at: number; columns: string; rows: string }>(
      `SELECT at, columns, "rows" FROM ledger_snapshots WHERE check_id = ? AND name = ? AND part = ?
       ORDER BY at DESC LIMIT ?`,
      checkId,
      name,
      part,
      limit,
    )
    .map(({ at, columns, rows }) => ({ name, part, at, ...decodeTable(columns, rows) }));

/** Written by `writeSnapshot` alone. */
const decodeTable = (columns: string, rows: string): Pick<Snapshot, "columns" | "rows"> => ({
  columns: JSON.parse(columns) as Snapshot["columns"],
  rows: JSON.parse(rows) as Snapshot["rows"],
});

type Table = Awaited<ReturnType<LedgerStore["tables"]>>[number];

/** Goes from table to table, whatever the number of their snapshots. */
export const readTables = (db: Database, checkId: number): readonly Table[] => {
  const found: Table[] = [];
  const first = "SELECT name, part FROM ledger_snapshots WHERE check_id = ? ORDER BY name, part LIMIT 1";
  const next = `SELECT name, part FROM ledger_snapshots
    WHERE check_id = ? AND (name, part) > (?, ?) ORDER BY name, part LIMIT 1`;
  let table = db.get<Table>(first, checkId);
  while (table) {
    const { name, part } = table;
    found.push({ name, part });
    table = db.get<Table>(next, checkId, name, part);
  }
  return found;
};
