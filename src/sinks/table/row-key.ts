import type { SinkTime } from "../../core/sink.ts";

/**
 * What stands in a table's first column: the day as its source or the configuration's zone cuts it, `2026-11-22`, or
 * an instant in UTC, `2026-11-22T09:00:00Z`. As text it sorts by time and reads the same in every locale.
 */
export const rowKey = (when: SinkTime): string =>
  when.kind === "day" ? when.day : new Date(when.at).toISOString().replace(".000Z", "Z");

/** What a cell of the first column says. */
export type ReadKey =
  | { readonly kind: "key"; readonly key: string }
  /** Nothing, or a person's own text such as a total. */
  | { readonly kind: "none" }
  /** A date in a form that does not say which number is the month. */
  | { readonly kind: "unclear" };

const none: ReadKey = { kind: "none" };
const ours = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?Z)?$/;
/** As East Asian locales write a date, which a spreadsheet makes of ours when it saves a file. */
const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const someDate = /^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d\d)\b/;
const dayMs = 86_400_000;
/** Day 0 of a spreadsheet's serial numbers. */
const serialZero = Date.UTC(1899, 11, 30);

/** Reads a cell of the first column, as it was written or as a spreadsheet turned it into a date of its own. */
export const readRowKey = (cell: unknown): ReadKey => {
  if (typeof cell === "number") return fromSerial(cell);
  const text = typeof cell === "string" ? cell.trim() : "";
  if (ours.test(text)) return { kind: "key", key: text };
  const [, year = "", month = "", day = ""] = yearFirst.exec(text) ?? [];
  if (year !== "") return { kind: "key", key: `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` };
  return someDate.test(text) ? { kind: "unclear" } : none;
};

/** From 1970 to 2200: smaller numbers in a date column are a person's own, such as a count. */
const fromSerial = (serial: number): ReadKey => {
  if (!Number.isInteger(serial) || serial < 25_569 || serial > 109_575) return none;
  return { kind: "key", key: new Date(serialZero + serial * dayMs).toISOString().slice(0, 10) };
};
