import { requireWritable } from "../../../core/ledger-rules.ts";
import type { Ledger, LedgerChange, LedgerStore, PartTitle } from "../../../core/ledger.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { createDayValues, type DayValues } from "./day-values.ts";
import { readDays } from "./read-days.ts";
import { readEntries, writeEntries } from "./entries.ts";
import { readSnapshots, readTables, writeSnapshot } from "./snapshots.ts";

const writeMemo = (db: Database, checkId: number, key: string, value: string | null): void => {
  if (value === null) db.run("DELETE FROM ledger_memos WHERE check_id = ? AND key = ?", checkId, key);
  else
    db.run(
      `INSERT INTO ledger_memos (check_id, key, value) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
      checkId,
      key,
      value,
    );
};

const writePart = (db: Database, checkId: number, { part, title }: PartTitle): void => {
  db.run(
    `INSERT INTO ledger_parts (check_id, part, title) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET title = excluded.title WHERE title <> excluded.title`,
    checkId,
    part,
    title,
  );
};

const writeChange = (db: Database, days: DayValues, checkId: number, change: LedgerChange): void => {
  for (const part of change.parts ?? []) writePart(db, checkId, part);
  days.write(checkId, change.days ?? [], change.merge);
  for (const snapshot of change.snapshots ?? []) writeSnapshot(db, checkId, snapshot);
  writeEntries(db, checkId, change.entries ?? []);
  for (const [key, memo] of Object.entries(change.memos ?? {})) writeMemo(db, checkId, key, memo);
};

/** Of which nothing was ever written. */
const unknownCheck = -1;

/** The ledgers of all checks. A write is one transaction. */
export const createLedgers = (db: Database, names: Dictionary): LedgerStore => {
  const days = createDayValues(db, names);
  const answer = <T>(checkId: string, read: (id: number) => T): Promise<T> =>
    db.answer(() => read(names.knownCheckId(checkId) ?? unknownCheck));

  const createLedger = (checkId: string): Ledger => ({
    memo: (key) =>
      answer(
        checkId,
        (id) =>
          db.get<{ value: string }>("SELECT value FROM ledger_memos WHERE check_id = ? AND key = ?", id, key)
            ?.value,
      ),
    days: (query) => readDays(db, names.knownCheckId(checkId) ?? unknownCheck, query),
    snapshots: (query) => answer(checkId, (id) => readSnapshots(db, id, query)),
    entries: (limit) => answer(checkId, (id) => readEntries(db, id, limit)),
    parts: () =>
      answer(checkId, (id) =>
        db
          .all<PartTitle>("SELECT part, title FROM ledger_parts WHERE check_id = ? ORDER BY part", id)
          .map(({ part, title }) => ({ part, title })),
      ),
    write: (change) =>
      db.answer(() => {
        requireWritable(change);
        db.transaction(() => writeChange(db, days, names.checkId(checkId), change));
      }),
  });

  return {
    of: createLedger,
    series: (checkId) => answer(checkId, days.series),
    tables: (checkId) => answer(checkId, (id) => readTables(db, id)),
    changes: (after, limit) => db.answer(() => days.changes(after, limit)),
  };
};
