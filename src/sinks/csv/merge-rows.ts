/** A line of a file. `time` is the text of its first column that rows are ordered by; empty for a person's own line. */
export interface TimedRow {
  readonly time: string;
  readonly cells: string[];
}

type Order = "rising" | "falling" | "none";

const before = (order: Order, left: string, right: string): boolean =>
  order === "falling" ? left > right : left < right;

/** How a file runs. One that is in no order stays so, and grows at its end. */
const orderOf = (rows: readonly TimedRow[]): Order => {
  const times = rows.map(({ time }) => time).filter((time) => time !== "");
  const isIn = (order: Order) =>
    times.every((time, at) => at === 0 || !before(order, time, times[at - 1] ?? ""));
  if (isIn("rising")) return "rising";
  return isIn("falling") ? "falling" : "none";
};

/** Puts new rows where the order of the file wants them; a person's line stays behind the row that it follows. */
export const mergeRows = (rows: readonly TimedRow[], added: readonly TimedRow[]): readonly TimedRow[] => {
  const order = orderOf(rows);
  const coming = added.toSorted((left, right) => {
    if (left.time === right.time) return 0;
    return before(order, left.time, right.time) ? -1 : 1;
  });
  if (order === "none") return [...rows, ...coming];
  const merged: TimedRow[] = [];
  let next = 0;
  for (const row of rows) {
    let candidate = coming[next];
    while (row.time !== "" && candidate && before(order, candidate.time, row.time)) {
      merged.push(candidate);
      candidate = coming[++next];
    }
    merged.push(row);
  }
  return [...merged, ...coming.slice(next)];
};
