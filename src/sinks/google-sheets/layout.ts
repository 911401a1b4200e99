import { columnKey, keyColumn } from "../table/column-name.ts";
import { readRowKey } from "../table/row-key.ts";
import { columnLetters } from "./cells.ts";

/** Rows at the top in which the header is looked for: a person may put a title above it. */
export const headerRows = 10;

/** Where a table stands in its tab. All places count from 0. */
export interface Layout {
  readonly kind: "layout";
  readonly headerRow: number;
  readonly keyColumn: number;
  /** By column key. */
  readonly columns: ReadonlyMap<string, number>;
  /** By row key. */
  readonly rows: ReadonlyMap<string, number>;
  /** The first row below every filled cell of the key column. */
  readonly nextRow: number;
  /** The first column to the right of every filled cell of the header. */
  readonly nextColumn: number;
}

/** Why a tab cannot be continued as it is. */
export interface LayoutProblem {
  readonly kind: "problem";
  readonly detail: string;
  readonly remedy: string;
}

const problem = (detail: string, remedy: string): LayoutProblem => ({ kind: "problem", detail, remedy });

type Cells = readonly (readonly unknown[])[];

const textOf = (cell: unknown): string => {
  if (typeof cell === "string") return cell.trim();
  return typeof cell === "number" || typeof cell === "boolean" ? String(cell) : "";
};

/** The column of dates; absent in an empty tab. */
export const findHeader = (
  top: Cells,
): { readonly row: number; readonly column: number } | undefined | LayoutProblem => {
  const found = top.flatMap((cells, row) =>
    cells.flatMap((cell, column) => (textOf(cell) === keyColumn ? [{ row, column }] : [])),
  );
  const [first, second] = found;
  if (second)
    return problem(
      `the header "${keyColumn}" stands in several cells (${found.map(({ row, column }) => `${columnLetters(column)}${row + 1}`).join(", ")})`,
      `Leave it in one cell of the first ${headerRows} rows, in the row of the headers`,
    );
  if (first || top.every((cells) => cells.every((cell) => textOf(cell) === ""))) return first;
  return problem(
    `there is no header "${keyColumn}" in the first ${headerRows} rows`,
    `Give the column with the dates the header "${keyColumn}" again, at the top, or name an empty tab`,
  );
};

/** What the header and the key column, whose first cell is that of row 0, say. */
export const readLayout = (
  top: Cells,
  header: { readonly row: number; readonly column: number },
  keys: readonly unknown[],
): Layout | LayoutProblem => {
  const columns = new Map<string, number>();
  const names = top[header.row] ?? [];
  for (const [column, cell] of names.entries()) {
    const name = textOf(cell);
    if (name === "") continue;
    const key = columnKey(name);
    const other = columns.get(key);
    if (other !== undefined)
      return problem(
        `the header "${key}" stands in the columns ${columnLetters(other)} and ${columnLetters(column)}`,
        "Delete one of the two columns, or give it another header",
      );
    columns.set(key, column);
  }
  const rows = readRows(keys, header.row);
  if (!(rows instanceof Map)) return rows;
  return {
    kind: "layout",
    headerRow: header.row,
    keyColumn: header.column,
    columns,
    rows,
    nextRow: Math.max(header.row + 1, lastFilled(keys) + 1),
    nextColumn: lastFilled(names) + 1,
  };
};

const lastFilled = (cells: readonly unknown[]): number => cells.findLastIndex((cell) => textOf(cell) !== "");

const readRows = (keys: readonly unknown[], headerRow: number): Map<string, number> | LayoutProblem => {
  const rows = new Map<string, number>();
  for (const [row, cell] of keys.entries()) {
    if (row <= headerRow) continue;
    const read = readRowKey(cell);
    if (read.kind === "none") continue;
    if (read.kind === "unclear")
      return problem(
        `row ${row + 1} has the date ${JSON.stringify(textOf(cell))}, of which the month cannot be told`,
        "Write dates as 2026-11-22",
      );
    const other = rows.get(read.key);
    if (other !== undefined)
      return problem(
        `the date ${read.key} stands in the rows ${other + 1} and ${row + 1}`,
        "Join the two rows, or delete one of them",
      );
    rows.set(read.key, row);
  }
  return rows;
};

/** Whether everything in `planned` is where it was planned to be. What somebody added besides does not matter. */
export const isAsPlanned = (planned: Layout, found: Layout): boolean =>
  planned.headerRow === found.headerRow &&
  planned.keyColumn === found.keyColumn &&
  planned.columns.entries().every(([key, column]) => found.columns.get(key) === column) &&
  planned.rows.entries().every(([key, row]) => found.rows.get(key) === row);
