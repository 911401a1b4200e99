/** A cell by its place; both count from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: string | number;
}

/** Neighbouring cells without a gap. */
export interface Block {
  readonly row: number;
  readonly column: number;
  readonly values: readonly (readonly (string | number)[])[];
}

/** `0` is A, `26` is AA. */
export const columnLetters = (column: number): string => {
  let letters = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return letters;
};

/** A tab's name as ranges have it. */
export const quotedTab = (tab: string): string => `'${tab.replaceAll("'", "''")}'`;

/** `'tab'!B5:C7`. */
export const rangeOf = (tab: string, { row, column, values }: Block): string => {
  const last = { row: row + values.length - 1, column: column + (values[0]?.length ?? 1) - 1 };
  const from = `${columnLetters(column)}${row + 1}`;
  return `${quotedTab(tab)}!${from}:${columnLetters(last.column)}${last.row + 1}`;
};

/** The cells as few blocks: runs within a row, joined with equal runs of the rows below. A cell comes once. */
export const blocksOf = (cells: readonly Cell[]): readonly Block[] => {
  const sorted = cells.toSorted((left, right) => left.row - right.row || left.column - right.column);
  const runs: { readonly row: number; readonly column: number; readonly values: (string | number)[] }[] = [];
  for (const { row, column, value } of sorted) {
    const last = runs.at(-1);
    if (last && last.row === row && last.column + last.values.length === column) last.values.push(value);
    else runs.push({ row, column, values: [value] });
  }
  const blocks: { readonly row: number; readonly column: number; readonly values: (string | number)[][] }[] =
    [];
  const open = new Map<string, (typeof blocks)[number]>();
  for (const { row, column, values } of runs) {
    const key = `${column} ${values.length}`;
    const above = open.get(key);
    if (above && above.row + above.values.length === row) above.values.push(values);
    else {
      const block = { row, column, values: [values] };
      blocks.push(block);
      open.set(key, block);
    }
  }
  return blocks;
};
