import type { SinkPoint } from "../../core/sink.ts";
import { columnName, keyColumn, seriesKey } from "../table/column-name.ts";
import { rowKey } from "../table/row-key.ts";
import type { Cell } from "./cells.ts";
import type { Layout } from "./layout.ts";

/** What a batch needs that the table does not have yet. */
export interface Growth {
  /** Column keys with their headers. */
  readonly columns: ReadonlyMap<string, string>;
  /** Row keys, rising. */
  readonly rows: readonly string[];
}

export const growthFor = (layout: Layout, points: readonly SinkPoint[]): Growth => {
  const columns = new Map<string, string>();
  const rows = new Set<string>();
  for (const { series, when } of points) {
    const key = seriesKey(series);
    if (!layout.columns.has(key)) columns.set(key, columnName(series));
    if (!layout.rows.has(rowKey(when))) rows.add(rowKey(when));
  }
  return { columns, rows: [...rows].sort() };
};

/** The layout once the table has grown: new rows from `row` on, new columns from `column` on. */
export const grown = (
  layout: Layout,
  growth: Growth,
  free: { readonly row: number; readonly column: number },
): Layout => ({
  ...layout,
  columns: new Map([
    ...layout.columns,
    ...[...growth.columns.keys()].map((key, index) => [key, free.column + index] as const),
  ]),
  rows: new Map([...layout.rows, ...growth.rows.map((key, index) => [key, free.row + index] as const)]),
});

/** Every cell of a batch: new headers, new dates, values. `layout` is the grown one. */
export const cellsFor = (
  layout: Layout,
  growth: Growth,
  points: readonly SinkPoint[],
  isNew: boolean,
): readonly Cell[] => {
  const row = (key: string): number => layout.rows.get(key) ?? 0;
  const column = (key: string): number => layout.columns.get(key) ?? 0;
  const header = { row: layout.headerRow, column: layout.keyColumn, value: keyColumn };
  return [
    ...(isNew ? [header] : []),
    ...growth.columns
      .entries()
      .map(([key, value]) => ({ row: layout.headerRow, column: column(key), value })),
    ...growth.rows.map((key) => ({ row: row(key), column: layout.keyColumn, value: key })),
    ...points.map(({ series, when, value }) => ({
      row: row(rowKey(when)),
      column: column(seriesKey(series)),
      value,
    })),
  ];
};
