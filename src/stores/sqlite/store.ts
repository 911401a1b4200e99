import type { Batch, Store } from "../../core/store.ts";
import { createAccounts } from "./accounts.ts";
import { readStates, writeState } from "./check-states.ts";
import { openDatabase, type Database, type DatabaseOptions } from "./database.ts";
import { createDictionary, type Dictionary } from "./dictionary.ts";
import { createIncidents, writeEvent, writeIncident } from "./incidents.ts";
import { createOutbox, recoverNotifications, writeNotification } from "./notifications.ts";
import { createPruner } from "./prune.ts";
import { createRoller, type Roller } from "./roll-up.ts";
import { createRuns, writeRun } from "./runs.ts";

const writeBatch = (db: Database, names: Dictionary, roller: Roller, batch: Batch): void => {
  for (const run of batch.runs) {
    const { checkId } = writeRun(db, names, run);
    roller.runWritten(checkId, run.slot);
  }
  for (const { checkId, state } of batch.states) writeState(db, names.checkId(checkId), state);
  for (const incident of batch.incidents) writeIncident(db, names.checkId(incident.checkId), incident);
  for (const event of batch.events) writeEvent(db, event);
  for (const notification of batch.notifications) writeNotification(db, notification);
};

/**
 * A store in one SQLite file (docs/stores/sqlite.md), for one process.
 * @throws {StoreError} when it cannot be opened, belongs to a newer Hinomi, or is in use
 */
export const createSqliteStore = (options: DatabaseOptions): Store => {
  const db = openDatabase(options);
  const names = createDictionary(db);
  const roller = createRoller(db, names);
  const prune = createPruner(db);
  try {
    if (!options.readOnly) db.attempt(() => recoverNotifications(db));
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    write: (batch) => db.answer(() => db.transaction(() => writeBatch(db, names, roller, batch))),
    states: () => db.answer(() => readStates(db, names)),
    runs: createRuns(db, names),
    incidents: createIncidents(db, names),
    outbox: createOutbox(db),
    accounts: createAccounts(db),
    housekeeping: {
      rollUp: (now, timezone) => roller.rollUp(now, timezone),
      prune: (now, retention, steps) => db.answer(() => prune(now, retention, steps)),
    },
    backup: (path) => db.backup(path),
    close: async () => db.close(),
  };
};
