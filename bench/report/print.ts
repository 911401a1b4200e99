import { isMet, type Bar, type Cell, type Report, type Table } from "./report.ts";

/** A report as text for a terminal. */
export const printReport = (report: Report): string => {
  const head = `\n== ${report.part} ==\n`;
  if (report.skipped !== undefined) return `${head}skipped: ${report.skipped}\n`;
  const parts = report.tables.map(printTable);
  if (report.bars.length > 0) parts.push(printTable(barTable(report.bars)));
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `- ${note}\n`).join(""));
  return `${head}${parts.join("\n")}`;
};

const barTable = (bars: readonly Bar[]): Table => ({
  title: "Bars",
  columns: ["", "measured", "bar", ""],
  rows: bars.map((bar) => [
    bar.what,
    `${printNumber(bar.value)} ${bar.unit}`,
    `${bar.want} ${printNumber(bar.limit)} ${bar.unit}`,
    isMet(bar) ? "met" : "NOT MET",
  ]),
});

export const printTable = ({ title, columns, rows }: Table): string => {
  const lines = [columns, ...rows.map((row) => row.map(printCell))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
  return `${title}\n${text}\n`;
};

const printCell = (cell: Cell): string =>
  cell === undefined ? "-" : typeof cell === "string" ? cell : printNumber(cell);

/** Three digits that count; whole numbers from 100 on. */
export const printNumber = (value: number): string => {
  if (!Number.isFinite(value)) return "-";
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
};

export const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;
