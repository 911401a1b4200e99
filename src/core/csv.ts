/**
 * Comma-separated values by RFC 4180: lines end with CRLF, cells that need it are quoted, a quote in a cell is doubled.
 */

export type CsvCell = string | number | null;

/** A byte order mark too: at the beginning of a file it would be taken for one. */
const needsQuotes = /[",\r\n\uFEFF]/;

/**
 * One line with its end. A number is written as JavaScript writes it, `null` as an empty cell.
 * Texts come out as they go in: guard those of strangers with `guardedText` first.
 */
export const csvLine = (cells: readonly CsvCell[]): string => {
  // An empty line could be read as no line at all.
  if (cells.length === 1 && (cells[0] === "" || cells[0] === null)) return '""\r\n';
  return `${cells.map(cellText).join(",")}\r\n`;
};

const cellText = (cell: CsvCell): string => {
  if (cell === null) return "";
  const text = String(cell);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * A text that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-`, `@`, a tab or a carriage return
 * is run when the file is opened, whoever wrote it (OWASP, CSV injection). A quote before it, which is what a person
 * would type, makes it text; quoting the cell does not, for the quotes are gone before the cell is read.
 */
export const guardedText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/**
 * The cells of every line; also of files with bare LF and of one whose last line has no end. A byte order mark is no
 * part of the first cell. Text after a closing quote belongs to its cell, as spreadsheets read it.
 */
export const parseCsv = (text: string): readonly (readonly string[])[] => {
  const lines: string[][] = [];
  let cells: string[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const cell = readCell(text, at);
    cells.push(cell.text);
    at = cell.end;
    if (text[at] === ",") {
      at += 1;
      // A comma at the very end is followed by an empty cell.
      if (at === text.length) cells.push("");
      continue;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    lines.push(cells);
    cells = [];
  }
  if (cells.length > 0) lines.push(cells);
  return lines;
};

/** The cell that begins at `start`, and where it ends: at a comma, at a line's end, or with the text. */
const readCell = (text: string, start: number): { readonly text: string; readonly end: number } => {
  let found = "";
  let at = start;
  if (text[at] === '"') {
    at += 1;
    while (at < text.length) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return { text: found + text.slice(at), end: text.length };
      found += text.slice(at, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      found += '"';
      at += 1;
    }
  }
  const plain = plainCell.exec(((plainCell.lastIndex = at), text))?.[0] ?? "";
  return { text: found + plain, end: at + plain.length };
};

/** Up to the next comma or line's end; sticky, so that it starts where it is told. */
const plainCell = /[^,\r\n]*/y;
