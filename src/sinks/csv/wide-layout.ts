import type { SinkPoint } from "../../core/sink.ts";
import { columnKey, columnName, seriesKey } from "../table/column-name.ts";
import { rowKey } from "../table/row-key.ts";
import type { TimedRow } from "./merge-rows.ts";
import { tableProblem, type TableProblem } from "./problem.ts";
import { columnAt, readTable, setCell, timeColumn, writeTable, type CsvTable } from "./read-table.ts";

/** The text of a file with one line per date and one column per series, after these points. */
export const mergeWide = (text: string, points: readonly SinkPoint[]): string | TableProblem => {
  const table = readTable(text, [timeColumn]);
  if (table.kind === "problem") return table;
  const rows = rowsByTime(table);
  const timeAt = columnAt(table, (name) => name === timeColumn);
  if ("kind" in rows) return rows;
  if (typeof timeAt !== "number") return timeAt ?? tableProblem("the header is empty", "Delete the file");
  const columns = new Map<string, number>();
  const added: TimedRow[] = [];
  for (const { series, when, value } of points) {
    const key = seriesKey(series);
    const found = columns.get(key) ?? columnAt(table, (name) => columnKey(name) === key);
    if (typeof found === "object") return found;
    const column = found ?? table.header.push(columnName(series)) - 1;
    columns.set(key, column);
    const time = rowKey(when);
    const row = rows.get(time) ?? { time, cells: [] };
    if (row.cells.length === 0) {
      setCell(row.cells, timeAt, time);
      rows.set(time, row);
      added.push(row);
    }
    setCell(row.cells, column, String(value));
  }
  // Every line has as many cells as the header (RFC 4180, 2.4).
  const last = table.header.length - 1;
  for (const { cells } of [...table.rows, ...added]) setCell(cells, last, cells[last] ?? "");
  return writeTable(table, added);
};

const rowsByTime = ({ rows }: CsvTable): Map<string, TimedRow> | TableProblem => {
  const found = new Map<string, TimedRow>();
  for (const row of rows) {
    if (row.time === "") continue;
    if (found.has(row.time))
      return tableProblem(`the date ${row.time} stands in two lines`, "Join or delete one of the two lines");
    found.set(row.time, row);
  }
  return found;
};
