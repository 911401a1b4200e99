import type { DayValue, Ledger, PartTitle, Snapshot } from "../../core/ledger.ts";
import { deriveRow, type ByDay } from "./derive-row.ts";
import { rowReading, type TableMetric } from "./metrics.ts";
import { renewalDay, type Renewal } from "./renewal.ts";

const dayMs = 86_400_000;

/** GitHub shows no more rows: in a shorter table, what is not there is zero. */
const mostRows = 10;
/** How far back tables are compared, renewals. */
const renewals = 30;
/** Tables that one renewal may have left: before and after it, and once more around its time. */
const snapshotsPerRenewal = 3;

const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

type Table = ReadonlyMap<string, number>;

const tableOf = ({ rows }: Snapshot): Table =>
  new Map(rows.map((row) => [String(row[0]), Number(row.at(-2))]));

const isSame = (left: Table, right: Table): boolean =>
  left.size === right.size && [...left].every(([row, count]) => right.get(row) === count);

/** The table of each renewal; none for a renewal that two tables claim to be of, or whose rows share a name. */
const tablesByRenewal = (snapshots: readonly Snapshot[], renewal: Renewal): ReadonlyMap<number, Table> => {
  const tables = new Map<number, Table>();
  const unclear = new Set<number>();
  for (const snapshot of snapshots) {
    const day = renewalDay(snapshot.at, renewal);
    if (day === undefined) continue;
    const table = tableOf(snapshot);
    const other = tables.get(day);
    const isAmbiguous = table.size < snapshot.rows.length;
    if (isAmbiguous || (other && !isSame(other, table))) unclear.add(day);
    tables.set(day, table);
  }
  for (const day of unclear) tables.delete(day);
  return settled([...tables].sort(([left], [right]) => left - right));
};

/** A newest table like the one before may be that one still, where GitHub is late: the next renewal tells. */
const settled = (tables: readonly (readonly [number, Table])[]): ReadonlyMap<number, Table> => {
  const [before, newest] = tables.slice(-2);
  const mayBeLate = before && newest && isSame(before[1], newest[1]);
  return new Map(mayBeLate ? tables.slice(0, -1) : tables);
};

/** The sums of one row, as far as the tables tell them. */
const totalsOf = (row: string, tables: ReadonlyMap<number, Table>): ByDay => {
  const totals = new Map<number, number>();
  for (const [day, table] of tables) {
    const total = table.get(row) ?? (table.size < mostRows ? 0 : undefined);
    if (total !== undefined) totals.set(day, total);
  }
  return totals;
};

/** Rows are parts of their own: repository and row. */
const partOf = (part: string, row: string): string => `${part} ${row}`;

/** Derives the days that follow from the latest tables and are not known yet; they are certain, so final. */
export const deriveTable = async (
  ledger: Ledger,
  {
    snapshot,
    table: renewal,
    title,
  }: { readonly snapshot: Snapshot; readonly table: Renewal; readonly title: string },
): Promise<{ readonly days: readonly DayValue[]; readonly parts: readonly PartTitle[] }> => {
  const { name, part, at } = snapshot;
  const last = renewalDay(at, renewal);
  if (last === undefined) return { days: [], parts: [] };
  const limit = renewals * snapshotsPerRenewal;
  const kept = await ledger.snapshots({ name, part, limit });
  const oldest = last - renewals;
  const tables = tablesByRenewal(
    [snapshot, ...kept].filter((one) => one.at >= (oldest + 1) * dayMs),
    renewal,
  );
  const reading = rowReading[name as TableMetric];
  // What was dated by another time of renewal may be a day off.
  const from = Math.max(oldest - renewals, renewal.since > 0 ? Math.floor(renewal.since / dayMs) + 2 : 0);
  const days: DayValue[] = [];
  const parts: PartTitle[] = [];
  for (const row of new Set([...tables.values()].flatMap((table) => [...table.keys()]))) {
    const rowPart = partOf(part, row);
    const range = { from: dayText(from), to: dayText(last + 1) };
    const kept = await ledger.days({ reading, part: rowPart, ...range });
    const known = new Map(kept.map(({ day, value }) => [dayNumber(day), value]));
    const derived = [...deriveRow(totalsOf(row, tables), known)].filter(([day]) => day >= from);
    if (derived.length === 0) continue;
    parts.push({ part: rowPart, title: `${title} ${row}` });
    for (const [day, value] of derived)
      days.push({ reading, part: rowPart, day: dayText(day), value, unit: "count", provisional: false });
  }
  return { days, parts };
};
