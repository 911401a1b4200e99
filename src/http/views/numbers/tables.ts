import type { DayValue, Snapshot } from "../../../core/ledger.ts";
import type { Unit } from "../../../core/outcome.ts";
import type { TableWidget } from "../../../core/page.ts";
import { isLike } from "../../../core/series-selector.ts";
import type { DataOf } from "../../page-schemas.ts";
import { eachInSlices } from "../../slices.ts";
import { dayMs } from "../history.ts";
import { addsUp } from "./additive.ts";
import type { Desk } from "./desk.ts";

type SnapshotOf = Extract<TableWidget["of"], { readonly kind: "snapshot" }>;
type PartsOf = Extract<TableWidget["of"], { readonly kind: "parts" }>;

/** Whose tables are shown together. */
const mostParts = 50;

/** A table as its source showed it, with when that was; of all parts, the tables one below the other, never summed. */
export const snapshotData = async (
  desk: Desk,
  { check, table, part }: SnapshotOf,
  most: number,
): Promise<{ readonly at: number; readonly data: DataOf<"table"> } | undefined> => {
  const titles = await desk.titles(check);
  const ledger = desk.site.lookout.store.ledger;
  const known = (await ledger.tables(check)).filter(({ name }) => name === table).map((one) => one.part);
  const wanted = known.filter((one) => part === undefined || one === part || titles.get(one) === part);
  const parts = part === undefined && wanted.includes("") ? [""] : wanted.slice(0, mostParts);
  const found: Snapshot[] = [];
  for (const one of parts)
    found.push(...(await ledger.of(check).snapshots({ name: table, part: one, limit: 1 })));
  const newest = found[0];
  if (!newest) return undefined;
  // The oldest of them is what can be said of all.
  const at = Math.min(...found.map((one) => one.at));
  if (found.length === 1) return { at, data: cut(newest.columns, newest.rows, most) };
  const alike = found.filter(({ columns }) => columns.join("\n") === newest.columns.join("\n"));
  const rows = alike.flatMap(({ part: of, rows }) => rows.map((row) => [...row, titles.get(of) ?? of]));
  const by = newest.columns.findIndex((_, column) => rows.every((row) => typeof row[column] === "number"));
  if (by >= 0) rows.sort((left, right) => Number(right[by]) - Number(left[by]));
  return { at, data: cut([...newest.columns, ""], rows, most) };
};

const cut = (
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  most: number,
): DataOf<"table"> => ({
  kind: "table",
  columns: [...columns],
  rows: rows.slice(0, most).map((row) => [...row]),
  more: Math.max(0, rows.length - most),
});

/** The parts of a reading, the greatest first: the sum of their days where those add up, else the latest. */
export const partsData = async (
  desk: Desk,
  { check, reading, part: glob, rangeMs }: PartsOf,
  most: number,
): Promise<{ readonly unit: Unit; readonly data: DataOf<"parts"> } | undefined> => {
  const titles = await desk.titles(check);
  const days = Math.ceil(rangeMs / dayMs);
  const values = await desk.site.lookout.store.ledger.of(check).days({ reading, ...desk.range(days) });
  const isWanted = ({ part }: DayValue): boolean =>
    part !== "" && (isLike(glob, part) || isLike(glob, titles.get(part) ?? part));
  const unit = values.at(-1)?.unit ?? "count";
  const adds = addsUp(reading, unit);
  const totals = new Map<string, number>();
  await eachInSlices(values, desk.site.clock, (one) => {
    if (one.unit !== unit || !isWanted(one)) return;
    totals.set(one.part, adds ? (totals.get(one.part) ?? 0) + one.value : one.value);
  });
  const rows = [...totals]
    .map(([part, value]) => ({ title: titles.get(part) ?? part, value }))
    .filter(({ value }) => !adds || value > 0)
    .sort((left, right) => right.value - left.value || (left.title < right.title ? -1 : 1));
  if (rows.length === 0) return undefined;
  return {
    unit,
    data: { kind: "parts", days, adds, rows: rows.slice(0, most), more: Math.max(0, rows.length - most) },
  };
};
