import type { Outcome, Reading, Status } from "../../core/outcome.ts";
import type { RunRecord } from "../../core/store.ts";
import type { Dictionary, NamedReading } from "./dictionary.ts";

/** A row of `runs`, as it is read. */
export interface RunRow {
  readonly slot: number;
  readonly status: number;
  readonly shapeId: number;
  readonly values: string;
}

/** A row of `runs` with everything that belongs to it. */
export interface FullRunRow extends RunRow {
  readonly checkId: number;
  readonly locationId: number;
  readonly delayMs: number;
  readonly durationMs: number;
  readonly detail: string | null;
}

/** Its place is its number in the table: the greater, the worse. */
const statuses: readonly Status[] = ["up", "unknown", "degraded", "down"];

export const statusNumber = (status: Status): number => statuses.indexOf(status);
export const statusOf = (number: number): Status => statuses[number] ?? "unknown";

/** What stands in `values`, in the order of the run's shape. */
export const valuesOf = (row: Pick<RunRow, "values">): readonly number[] => asNumbers(JSON.parse(row.values));

/** Written by `encodeValues` alone: a JSON list of numbers. */
const asNumbers = (value: unknown): readonly number[] => value as readonly number[];

export const encodeValues = (readings: readonly Reading[]): string =>
  JSON.stringify(readings.map(({ value }) => value));

type Detail = Pick<Outcome, "reason" | "judgements" | "evidence">;

/** What only bad runs and the latest run keep. */
export const encodeDetail = ({ reason, judgements, evidence }: Outcome): string =>
  JSON.stringify({ reason, judgements, evidence } satisfies Detail);

/** Written by `encodeDetail` alone. */
const decodeDetail = (detail: string | null): Detail =>
  detail === null ? { judgements: [] } : (JSON.parse(detail) as Detail);

const readingsOf = (shape: readonly NamedReading[], values: readonly number[]): readonly Reading[] =>
  shape.map(({ name, unit }, index) => ({ name, value: values[index] ?? Number.NaN, unit }));

export const decodeRun = (row: FullRunRow, names: Dictionary): RunRecord => ({
  checkId: names.checkName(row.checkId),
  location: names.locationName(row.locationId),
  slot: row.slot,
  startedAt: row.slot + row.delayMs,
  durationMs: row.durationMs,
  outcome: {
    status: statusOf(row.status),
    readings: readingsOf(names.shape(row.shapeId), valuesOf(row)),
    ...decodeDetail(row.detail),
  },
});
