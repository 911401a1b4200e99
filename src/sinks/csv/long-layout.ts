import { guardedText } from "../../core/csv.ts";
import type { SinkPoint } from "../../core/sink.ts";
import { rowKey } from "../table/row-key.ts";
import type { TimedRow } from "./merge-rows.ts";
import { tableProblem, type TableProblem } from "./problem.ts";
import { columnAt, readTable, setCell, timeColumn, writeTable, type CsvTable } from "./read-table.ts";

const names = [timeColumn, "check", "reading", "part", "part_title", "unit", "value"] as const;
type Name = (typeof names)[number];
const keyNames = [timeColumn, "check", "reading", "part"] as const;

/** The text of a file with one line per number, after these points. */
export const mergeLong = (text: string, points: readonly SinkPoint[]): string | TableProblem => {
  const table = readTable(text, names);
  if (table.kind === "problem") return table;
  const columns = columnsOf(table);
  if ("kind" in columns) return columns;
  const keyOf = ({ time, cells }: TimedRow): string =>
    JSON.stringify([time, ...keyNames.slice(1).map((name) => cells[columns.get(name) ?? 0] ?? "")]);
  const known = new Map<string, TimedRow>();
  for (const row of table.rows) {
    if (row.time === "") continue;
    const key = keyOf(row);
    if (known.has(key))
      return tableProblem(`two lines have the same key ${key}`, "Delete one of the two lines");
    known.set(key, row);
  }
  const added: TimedRow[] = [];
  for (const point of points) {
    const row: TimedRow = { time: rowKey(point.when), cells: [] };
    const cells = cellsOf(point);
    for (const name of names) setCell(row.cells, columns.get(name) ?? 0, cells[name]);
    const key = keyOf(row);
    const before = known.get(key);
    if (before) update(before, row, columns);
    else {
      known.set(key, row);
      added.push(row);
    }
  }
  return writeTable(table, added);
};

const columnsOf = (table: CsvTable): ReadonlyMap<Name, number> | TableProblem => {
  const columns = new Map<Name, number>();
  for (const name of names) {
    const at = columnAt(table, (header) => header === name);
    if (typeof at === "object") return at;
    if (at === undefined)
      return tableProblem(
        `the first line has no column ${name}`,
        `Put the header ${names.join(",")} back, or move the file away`,
      );
    columns.set(name, at);
  }
  return columns;
};

/** What a key's line says besides may change; its date stays as it is written. */
const update = (row: TimedRow, now: TimedRow, columns: ReadonlyMap<Name, number>): void => {
  for (const name of ["part_title", "unit", "value"] as const) {
    const at = columns.get(name) ?? 0;
    setCell(row.cells, at, now.cells[at] ?? "");
  }
};

const cellsOf = ({ series, when, value }: SinkPoint): Readonly<Record<Name, string>> => ({
  date: rowKey(when),
  check: series.checkId,
  reading: series.reading,
  part: guardedText(series.part),
  part_title: guardedText(series.partTitle ?? ""),
  unit: series.unit,
  value: String(value),
});
