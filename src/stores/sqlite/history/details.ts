import type { Database } from "../database.ts";
import type { RunFields } from "./run-fields.ts";

type Key = Pick<RunFields, "checkId" | "slot" | "locationId">;

/** Keeps reason, judgements and evidence of a run that was not up, as JSON, or nothing. */
export const writeDetail = (
  db: Database,
  { checkId, slot, locationId }: Key,
  detail: string | undefined,
): void => {
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
};

export const readDetail = (db: Database, { checkId, slot, locationId }: Key): string | undefined =>
  db.get<{ detail: string }>(
    "SELECT detail FROM run_details WHERE slot = ? AND check_id = ? AND location_id = ?",
    slot,
    checkId,
    locationId,
  )?.detail;
