import * as fc from "fast-check";
import { expect, it } from "vitest";
import { blocksOf, columnLetters, rangeOf } from "./cells.ts";

it.each([
  [0, "A"],
  [25, "Z"],
  [26, "AA"],
  [701, "ZZ"],
  [702, "AAA"],
  [18_277, "ZZZ"],
])("column %i is %s", (column, letters) => {
  expect(columnLetters(column)).toBe(letters);
});

it("quotes a tab's name", () => {
  expect(
    rangeOf("it's mine", {
      row: 4,
      column: 1,
      values: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    }),
  ).toBe("'it''s mine'!B5:C7");
});

it("joins cells into blocks that hold each of them once, and nothing else", () => {
  const anyCells = fc.uniqueArray(fc.record({ row: fc.nat(12), column: fc.nat(6), value: fc.integer() }), {
    maxLength: 60,
    selector: ({ row, column }) => `${row} ${column}`,
  });
  fc.assert(
    fc.property(anyCells, (cells) => {
      const found = blocksOf(cells).flatMap((block) =>
        block.values.flatMap((row, down) =>
          row.map((value, right) => ({ row: block.row + down, column: block.column + right, value })),
        ),
      );
      const sorted = (list: readonly object[]) => list.map((cell) => JSON.stringify(cell)).toSorted();
      expect(sorted(found)).toEqual(sorted(cells));
    }),
  );
  const column = Array.from({ length: 365 }, (_, row) => ({ row, column: 3, value: row }));
  expect(blocksOf(column)).toHaveLength(1);
});
