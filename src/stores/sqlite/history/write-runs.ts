import type { RunRecord } from "../../../core/store.ts";
import { keptReadings } from "../../kept-run.ts";
import type { Database } from "../database.ts";
import type { Dictionary } from "../dictionary.ts";
import { encodeDetail, statusNumber } from "../run-row.ts";
import type { Arena } from "./arena.ts";
import { writeDetail } from "./details.ts";
import type { Journal } from "./journal.ts";
import { RunFields } from "./run-fields.ts";

/** Writes runs with what is known of them; `written` is called for each. */
export const createRunWriter = (
  db: Database,
  names: Dictionary,
  { arena, journal }: { readonly arena: Arena; readonly journal: Journal },
  written: (checkId: number, slot: number) => void,
): ((runs: readonly RunRecord[]) => void) => {
  const fields = new RunFields();
  return (runs) => {
    for (const run of runs) {
      fill(fields, run, names);
      const { checkId, slot } = fields;
      const isBad = run.outcome.status !== "up";
      // A run that was never written before has nothing to be taken back; what is not read yet may have it.
      if (isBad || !journal.isRead || arena.mayKnow(checkId, slot))
        writeDetail(db, fields, isBad ? encodeDetail(run.outcome) : undefined);
      arena.note(checkId, slot);
      journal.add(fields);
      written(checkId, slot);
    }
    journal.write();
  };
};

const fill = (fields: RunFields, run: RunRecord, names: Dictionary): void => {
  if (!Number.isSafeInteger(run.slot)) throw new RangeError(`The slot ${run.slot} is no whole number of ms`);
  const readings = keptReadings(run.outcome.readings);
  fields.checkId = names.checkId(run.checkId);
  fields.slot = run.slot;
  fields.status = statusNumber(run.outcome.status);
  fields.locationId = names.locationId(run.location);
  fields.shapeId = names.shapeId(readings, fields.checkId);
  fields.delayMs = run.startedAt - run.slot;
  fields.durationMs = run.durationMs;
  fields.count = readings.length;
  fields.ensure(readings.length);
  for (let index = 0; index < readings.length; index++) fields.values[index] = readings[index]?.value ?? 0;
};
