/** What a cell holds: a date that a person typed is a serial number with a look of its own. */
export type FakeCell = string | number | boolean | { readonly serial: number };

/** One tab of the fake. */
export interface FakeTab {
  readonly sheetId: number;
  title: string;
  readonly sheetType: "GRID" | "OBJECT";
  rowCount: number;
  columnCount: number;
  /** Rows of cells; anything beyond is empty. */
  rows: (FakeCell | undefined)[][];
  /** Rows (from 0) that may not be written to. */
  readonly protectedRows: Set<number>;
}

export interface Area {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

const columnNumber = (letters: string): number =>
  Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** `'my tab'!A1:B2`, `'t'!1:10`, `'t'!C1:C`, `t`; ends are exclusive. Undefined when it is none. */
export const parseA1 = (
  range: string,
): { readonly tab: string; readonly area: (tab: FakeTab) => Area } | undefined => {
  const [, quoted, bare, cells] = /^(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?$/.exec(range) ?? [];
  const tab = quoted?.replaceAll("''", "'") ?? bare;
  if (tab === undefined) return undefined;
  if (cells === undefined)
    return {
      tab,
      area: ({ rowCount, columnCount }) => ({
        fromRow: 0,
        toRow: rowCount,
        fromColumn: 0,
        toColumn: columnCount,
      }),
    };
  const [, c1 = "", r1 = "", , c2, r2] = /^([A-Za-z]*)(\d*)(:([A-Za-z]*)(\d*))?$/.exec(cells) ?? [];
  if (c1 === "" && r1 === "") return undefined;
  const isSingle = !cells.includes(":");
  return {
    tab,
    area: ({ rowCount, columnCount }) => ({
      fromRow: r1 === "" ? 0 : Number(r1) - 1,
      toRow: isSingle ? Number(r1) : r2 ? Number(r2) : rowCount,
      fromColumn: c1 === "" ? 0 : columnNumber(c1),
      toColumn: isSingle ? columnNumber(c1) + 1 : c2 ? columnNumber(c2) + 1 : columnCount,
    }),
  };
};

const dayMs = 86_400_000;
const serialDate = (serial: number): string =>
  new Date(Date.UTC(1899, 11, 30) + serial * dayMs).toISOString().slice(0, 10);

/** The cells of an area as `values.get` gives them: without empty ends of rows and of the whole. */
export const readArea = (
  tab: FakeTab,
  area: Area,
  { unformatted, serials }: { readonly unformatted: boolean; readonly serials: boolean },
): (string | number | boolean)[][] => {
  const shown = (cell: FakeCell | undefined): string | number | boolean => {
    if (cell === undefined) return "";
    if (typeof cell === "object") return unformatted && serials ? cell.serial : serialDate(cell.serial);
    return unformatted ? cell : String(cell);
  };
  const rows: (string | number | boolean)[][] = [];
  for (let row = area.fromRow; row < Math.min(area.toRow, tab.rowCount); row++) {
    const cells = Array.from(
      { length: Math.max(0, Math.min(area.toColumn, tab.columnCount) - area.fromColumn) },
      (_, index) => shown(tab.rows[row]?.[area.fromColumn + index]),
    );
    while (cells.length > 0 && cells.at(-1) === "") cells.pop();
    rows.push(cells);
  }
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
  return rows;
};

/** Sets a cell; "" empties it. */
export const setFakeCell = (tab: FakeTab, row: number, column: number, value: FakeCell): void => {
  while (tab.rows.length <= row) tab.rows.push([]);
  const cells = tab.rows[row] ?? [];
  cells[column] = value === "" ? undefined : value;
};
