import type { ChangedDay, DaySeries, DayValue, LedgerChange } from "../../../core/ledger.ts";
import type { Unit } from "../../../core/outcome.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { dayColumns, decodeDay, type DayRow } from "./day-row.ts";

interface ChangedRow extends DayRow {
  readonly checkId: number;
  readonly sequence: number;
}

const insertDay = `
  INSERT INTO ledger_days (check_id, reading, part, day, value, unit, provisional, sequence)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET `;

const replaceDay = `${insertDay}
    value = excluded.value, unit = excluded.unit, provisional = excluded.provisional, sequence = excluded.sequence
  WHERE value <> excluded.value OR unit <> excluded.unit OR provisional <> excluded.provisional`;

/** As `mergedDay` of core/ledger-rules.ts. */
const raiseDay = `${insertDay}
    value = iif(unit = excluded.unit, max(value, excluded.value), excluded.value),
    unit = excluded.unit,
    provisional = iif(unit = excluded.unit AND value >= excluded.value,
      min(provisional, excluded.provisional), excluded.provisional),
    sequence = excluded.sequence
  WHERE unit <> excluded.unit OR excluded.value > value OR provisional > excluded.provisional`;

const ofSeries = "FROM ledger_days WHERE check_id = ? AND reading = ? AND part = ?";

/** The day values of all checks. Called inside the caller's transaction. */
export interface DayValues {
  write(checkId: number, days: readonly DayValue[], merge: LedgerChange["merge"]): void;
  series(checkId: number): readonly DaySeries[];
  changes(after: number, limit: number): readonly ChangedDay[];
}

export const createDayValues = (db: Database, names: Dictionary): DayValues => {
  const lastSequence = (): number =>
    db.get<{ sequence: number | null }>("SELECT max(sequence) AS sequence FROM ledger_days")?.sequence ?? 0;
  let sequence = lastSequence();
  db.onRollback(() => {
    sequence = lastSequence();
  });

  return {
    write: (checkId, days, merge) => {
      const sql = merge === "max" ? raiseDay : replaceDay;
      for (const { reading, part, day, value, unit, provisional } of days) {
        const flag = provisional ? 1 : 0;
        if (db.run(sql, checkId, reading, part, day, value, unit, flag, sequence + 1) > 0) sequence += 1;
      }
    },
    series: (checkId) => readSeries(db, checkId),
    changes: (after, limit) =>
      db
        .all<ChangedRow>(
          `SELECT ${dayColumns}, d.check_id AS checkId, d.sequence FROM ledger_days d
           WHERE d.sequence > ? ORDER BY d.sequence LIMIT ?`,
          after,
          limit,
        )
        .map((row) => ({ ...decodeDay(row), checkId: names.checkName(row.checkId), sequence: row.sequence })),
  };
};

/** Goes from series to series, whatever the number of their days. */
const readSeries = (db: Database, checkId: number): readonly DaySeries[] => {
  const found: DaySeries[] = [];
  const first = "SELECT reading, part FROM ledger_days WHERE check_id = ? ORDER BY reading, part LIMIT 1";
  const next = `SELECT reading, part FROM ledger_days
    WHERE check_id = ? AND (reading, part) > (?, ?) ORDER BY reading, part LIMIT 1`;
  let key = db.get<Pick<DaySeries, "reading" | "part">>(first, checkId);
  while (key) {
    const { reading, part } = key;
    const begin = db.get<{ day: string }>(
      `SELECT day ${ofSeries} ORDER BY day LIMIT 1`,
      checkId,
      reading,
      part,
    );
    const end = db.get<{ day: string; unit: Unit }>(
      `SELECT day, unit ${ofSeries} ORDER BY day DESC LIMIT 1`,
      checkId,
      reading,
      part,
    );
    if (begin && end) found.push({ reading, part, unit: end.unit, first: begin.day, last: end.day });
    key = db.get(next, checkId, reading, part);
  }
  return found;
};
