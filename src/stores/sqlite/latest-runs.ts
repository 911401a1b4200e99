import type { RunRecord } from "../../core/store.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";
import type { History } from "./history/create-history.ts";
import { RunFields } from "./history/run-fields.ts";
import { createLazyMap } from "./lazy-map.ts";
import { decodeRun } from "./run-row.ts";

/**
 * The latest run of each check, made when it is asked for. It has the checks that had runs when it was made, and shows
 * each one's latest at the moment of asking.
 */
export const createLatestRuns = (
  db: Database,
  names: Dictionary,
  history: History,
): ReadonlyMap<string, RunRecord> => {
  const checks = new Set(history.checksWithRuns());
  const fields = new RunFields();
  const get = (name: string): RunRecord | undefined =>
    db.attempt(() => {
      const checkId = names.knownCheckId(name);
      if (checkId === undefined || !checks.has(checkId) || !history.latest(checkId, fields)) return undefined;
      return decodeRun(fields, fields.status === 0 ? undefined : history.detail(fields), names);
    });
  const keys = function* () {
    for (const checkId of checks) yield names.checkName(checkId);
  };
  return createLazyMap({
    size: checks.size,
    has: (name) => checks.has(names.knownCheckId(name) ?? -1),
    get,
    keys,
    entries: function* () {
      for (const name of keys()) {
        const run = get(name);
        if (run) yield [name, run] as const;
      }
    },
  });
};
