import type { Outcome, Reading, Status } from "../../core/outcome.ts";
import type { RunRecord } from "../../core/store.ts";
import type { Dictionary, NamedReading } from "./dictionary.ts";
import type { RunFields } from "./history/run-fields.ts";

/** Its place is its number in the table: the greater, the worse. */
const statuses: readonly Status[] = ["up", "unknown", "degraded", "down"];

export const statusNumber = (status: Status): number => statuses.indexOf(status);
export const statusOf = (number: number): Status => statuses[number] ?? "unknown";

/** As `isBad`, of a number. */
export const isBadNumber = (number: number): boolean => number >= 2;

type Detail = Pick<Outcome, "reason" | "judgements" | "evidence">;

/** What only runs that were not up keep. */
export const encodeDetail = ({ reason, judgements, evidence }: Outcome): string =>
  JSON.stringify({ reason, judgements, evidence } satisfies Detail);

/** Written by `encodeDetail` alone. */
const decodeDetail = (detail: string | undefined): Detail =>
  detail === undefined ? { judgements: [] } : (JSON.parse(detail) as Detail);

const readingsOf = (shape: readonly NamedReading[], values: ArrayLike<number>): readonly Reading[] =>
  shape.map(({ name, unit }, index) => ({ name, value: values[index] ?? Number.NaN, unit }));

export const decodeRun = (run: RunFields, detail: string | undefined, names: Dictionary): RunRecord => ({
  checkId: names.checkName(run.checkId),
  location: names.locationName(run.locationId),
  slot: run.slot,
  startedAt: run.slot + run.delayMs,
  durationMs: run.durationMs,
  outcome: {
    status: statusOf(run.status),
    readings: readingsOf(names.shape(run.shapeId), run.values),
    ...decodeDetail(detail),
  },
});
