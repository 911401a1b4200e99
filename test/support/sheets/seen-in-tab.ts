import { columnKey } from "../../../src/sinks/table/column-name.ts";
import type { FakeCell, FakeTab } from "./grid.ts";

const textOf = (cell: FakeCell | undefined): string =>
  typeof cell === "object" ? `serial ${cell.serial}` : String(cell ?? "");

/**
 * Every number of the check `work` in a tab as `<reading> <time> = <value>`, or `<reading> <part> <time> = <value>`,
 * found by header and date wherever they stand; one that is there twice comes twice.
 */
export const seenInTab = (tab: FakeTab): readonly string[] => {
  const headerRow = tab.rows.findIndex((row) => row.includes("date"));
  const header = tab.rows[headerRow] ?? [];
  const dates = header.indexOf("date");
  return tab.rows.slice(headerRow + 1).flatMap((row) =>
    Array.from(header, (name, at) => {
      const [, reading, part] = /^work\.(\w+)(?:\{(.+)\})?$/.exec(columnKey(textOf(name))) ?? [];
      if (reading === undefined || row[at] === undefined || row[dates] === undefined) return "";
      return `${reading}${part === undefined ? "" : ` ${part}`} ${textOf(row[dates])} = ${textOf(row[at])}`;
    }).filter((text) => text !== ""),
  );
};
