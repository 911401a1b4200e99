import type { CheckState } from "../../core/alert/types.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";

/** Absent state: the check is gone. */
export const writeState = (db: Database, checkId: number, state: CheckState | undefined): void => {
  if (state === undefined) db.run("DELETE FROM check_states WHERE check_id = ?", checkId);
  else
    db.run(
      `INSERT INTO check_states (check_id, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state`,
      checkId,
      JSON.stringify(state),
    );
};

export const readStates = (db: Database, names: Dictionary): ReadonlyMap<string, CheckState> => {
  const rows = db.all<{ checkId: number; state: string }>(
    "SELECT check_id AS checkId, state FROM check_states",
  );
  return new Map(rows.map(({ checkId, state }) => [names.checkName(checkId), asState(JSON.parse(state))]));
};

/** Written by `writeState` alone; core keeps its JSON readable for later versions. */
const asState = (value: unknown): CheckState => value as CheckState;
