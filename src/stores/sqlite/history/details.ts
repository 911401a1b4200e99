import type { Database } from "../database.ts";
import type { RunFields } from "./run-fields.ts";

type Key = Pick<RunFields, "checkId" | "slot" | "locationId">;

/** Reason, judgements and evidence of runs that were not up, as JSON, by time. */
export interface Details {
  /** Keeps this one, or none, for the run. */
  write(run: Key, detail: string | undefined): void;
  read(run: Key): string | undefined;
}

export const createDetails = (db: Database): Details => ({
  write: ({ checkId, slot, locationId }, detail) => {
    if (detail === undefined)
      db.run(
        "DELETE FROM run_details WHERE slot = ? AND check_id = ? AND location_id = ?",
        slot,
        checkId,
        locationId,
      );
    else
      db.run(
        `INSERT INTO run_details (slot, check_id, location_id, detail) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET detail = excluded.detail`,
        slot,
        checkId,
        locationId,
        detail,
      );
  },
  read: ({ checkId, slot, locationId }) =>
    db.get<{ detail: string }>(
      "SELECT detail FROM run_details WHERE slot = ? AND check_id = ? AND location_id = ?",
      slot,
      checkId,
      locationId,
    )?.detail,
});
