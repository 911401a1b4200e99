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

/** Many in one text: parsing each by itself takes half as long again. */
const statesPerRow = 2000;

export const readStates = (db: Database, names: Dictionary): ReadonlyMap<string, CheckState> => {
  const found = new Map<string, CheckState>();
  for (let after = -1; ;) {
    const row = db.get<{ ids: string; states: string }>(
      `SELECT json_group_array(check_id) AS ids, '[' || coalesce(group_concat(state), '') || ']' AS states
       FROM (SELECT check_id, state FROM check_states WHERE check_id > ? ORDER BY check_id LIMIT ${statesPerRow})`,
      after,
    );
    const ids = asIds(JSON.parse(row?.ids ?? "[]"));
    const states = asStates(JSON.parse(row?.states ?? "[]"));
    for (const [at, state] of states.entries()) found.set(names.checkName(ids[at] ?? 0), state);
    if (ids.length < statesPerRow) return found;
    after = ids.at(-1) ?? after;
  }
};

/** Made by SQLite of a column of integers. */
const asIds = (value: unknown): readonly number[] => value as readonly number[];

/** Written by `writeState` alone; core keeps its JSON readable for later versions. */
const asStates = (value: unknown): readonly CheckState[] => value as readonly CheckState[];
