import { csvLine, parseCsv } from "../../core/csv.ts";
import { readRowKey } from "../table/row-key.ts";
import { mergeRows, type TimedRow } from "./merge-rows.ts";
import { tableProblem, type TableProblem } from "./problem.ts";

/** A file's lines: a person's own columns and lines are kept as they are. */
export interface CsvTable {
  readonly kind: "table";
  readonly header: string[];
  readonly rows: TimedRow[];
  readonly hasByteOrderMark: boolean;
}

export const timeColumn = "date";

/** An empty table begins with `header`. */
export const readTable = (text: string, header: readonly string[]): CsvTable | TableProblem => {
  const hasByteOrderMark = text.startsWith("\uFEFF");
  const [first, ...lines] = parseCsv(text);
  if (!first || (lines.length === 0 && first.every((cell) => cell.trim() === "")))
    return { kind: "table", header: [...header], rows: [], hasByteOrderMark };
  const names = first.map((cell) => cell.trim());
  const timeAt = names.indexOf(timeColumn);
  if (timeAt < 0)
    return tableProblem(
      `the first line has no column ${timeColumn}`,
      `Give the column with the dates the header ${timeColumn}, or name another file`,
    );
  const rows: TimedRow[] = [];
  for (const [index, cells] of lines.entries()) {
    const read = readRowKey(cells[timeAt]);
    if (read.kind === "unclear")
      return tableProblem(
        `line ${index + 2} has the date ${JSON.stringify(cells[timeAt])}, which a spreadsheet rewrote`,
        "Write dates as 2026-11-22 again, or move the file away: a new one is written in full by hinomi export --sink",
      );
    rows.push({ time: read.kind === "key" ? read.key : "", cells: [...cells] });
  }
  return { kind: "table", header: [...first], rows, hasByteOrderMark };
};

/** The place of a column; absent when there is none, a problem when there are several. */
export const columnAt = (
  { header }: CsvTable,
  isWanted: (name: string) => boolean,
): number | undefined | TableProblem => {
  const found = header.flatMap((name, index) => (isWanted(name.trim()) ? [index] : []));
  const [first, second] = found;
  if (second === undefined) return first;
  return tableProblem(
    `the header ${JSON.stringify(header[second])} stands twice`,
    "Keep one of the two columns under this header and rename or delete the other",
  );
};

/** The file's text, with these rows besides. */
export const writeTable = (table: CsvTable, added: readonly TimedRow[]): string => {
  const lines = [table.header, ...mergeRows(table.rows, added).map(({ cells }) => cells)];
  return (table.hasByteOrderMark ? "\uFEFF" : "") + lines.map((cells) => csvLine(cells)).join("");
};

/** Sets a cell, making the line as long as that needs. */
export const setCell = (cells: string[], at: number, text: string): void => {
  while (cells.length <= at) cells.push("");
  cells[at] = text;
};
