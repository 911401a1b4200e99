import type { DayValue } from "../../../core/ledger.ts";

/** A row of `ledger_days d`, in the names of `DayValue`. */
export interface DayRow extends Omit<DayValue, "provisional"> {
  readonly provisional: number;
}

export const dayColumns = "d.reading, d.part, d.day, d.value, d.unit, d.provisional";

export const decodeDay = ({ reading, part, day, value, unit, provisional }: DayRow): DayValue => ({
  reading,
  part,
  day,
  value,
  unit,
  provisional: provisional !== 0,
});
