import type { CheckState } from "../../core/alert/types.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import { createLazyMap } from "./lazy-map.ts";

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

/** States of checks in the order of their ids, in one JSON text. */
interface StateRow {
  readonly ids: readonly number[];
  readonly states: string;
}

/** Parsing one text of many takes less time than one text for each. */
const statesPerRow = 2000;

/** All states as they are now. They are read at once and parsed as they are asked for, many at a time. */
export const readStates = (db: Database, names: Dictionary): ReadonlyMap<string, CheckState> => {
  const rows = readRows(db);
  const get = (name: string): CheckState | undefined => {
    const id = names.knownCheckId(name) ?? -1;
    const row = rows.find(({ ids }) => (ids.at(-1) ?? -1) >= id);
    const at = row?.ids.indexOf(id) ?? -1;
    return row && at >= 0 ? asStates(JSON.parse(row.states))[at] : undefined;
  };
  return createLazyMap({
    size: rows.reduce((sum, { ids }) => sum + ids.length, 0),
    has: (name) => get(name) !== undefined,
    get,
    keys: function* () {
      for (const { ids } of rows) for (const id of ids) yield names.checkName(id);
    },
    entries: function* () {
      for (const { ids, states } of rows)
        for (const [at, state] of asStates(JSON.parse(states)).entries())
          yield [names.checkName(ids[at] ?? 0), state] as const;
    },
  });
};

const readRows = (db: Database): readonly StateRow[] => {
  const rows: StateRow[] = [];
  for (let after = -1, isWhole = false; !isWhole;) {
    const row = db.get<{ ids: string; states: string }>(
      `SELECT json_group_array(check_id) AS ids, '[' || coalesce(group_concat(state), '') || ']' AS states
       FROM (SELECT check_id, state FROM check_states WHERE check_id > ? ORDER BY check_id LIMIT ${statesPerRow})`,
      after,
    );
    const ids = asIds(JSON.parse(row?.ids ?? "[]"));
    rows.push({ ids, states: row?.states ?? "[]" });
    after = ids.at(-1) ?? after;
    isWhole = ids.length < statesPerRow;
  }
  return rows;
};

/** Made by SQLite of a column of integers. */
const asIds = (value: unknown): readonly number[] => value as readonly number[];

/** Written by `writeState` alone; core keeps its JSON readable for later versions. */
const asStates = (value: unknown): readonly CheckState[] => value as readonly CheckState[];
