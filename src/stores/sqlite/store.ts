import type { Batch, Store } from "../../core/store.ts";
import { createAccounts } from "./accounts.ts";
import { readStates, writeState } from "./check-states.ts";
import { openDatabase, type Database, type DatabaseOptions } from "./database.ts";
import { createDictionary, type Dictionary } from "./dictionary.ts";
import { createHistory, type History } from "./history/create-history.ts";
import { createIncidents, writeEvent, writeIncident } from "./incidents.ts";
import { createOutbox, recoverNotifications, writeNotification } from "./notifications.ts";
import { createPruner } from "./prune.ts";
import { createLedgers } from "./ledger/create-ledgers.ts";
import { createRoller } from "./days/roll-up.ts";
import { createStatistics } from "./days/statistics.ts";
import { createRuns } from "./runs.ts";

const writeBatch = (db: Database, names: Dictionary, history: History, batch: Batch): void => {
  history.write(batch.runs);
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
  try {
    if (!options.readOnly) db.attempt(() => recoverNotifications(db));
    return db.attempt(() => createStore(db));
  } catch (error) {
    db.close();
    throw error;
  }
};

const createStore = (db: Database): Store => {
  const names = createDictionary(db);
  const history = createHistory(db, names);
  const roller = createRoller(db, names, history);
  const prune = createPruner(db, history);
  return {
    write: (batch) =>
      db.answer(() => {
        db.transaction(() => writeBatch(db, names, history, batch));
        history.accept();
      }),
    states: () => db.answer(() => readStates(db, names)),
    runs: { ...createRuns(db, names, history), ...createStatistics(db, names, history) },
    incidents: createIncidents(db, names),
    outbox: createOutbox(db),
    accounts: createAccounts(db),
    ledger: createLedgers(db, names),
    housekeeping: {
      rollUp: async (now, timezone) => {
        await history.keep(now);
        return roller.rollUp(now, timezone);
      },
      prune: (now, retention, steps) => db.answer(() => prune(now, retention, steps)),
    },
    backup: (path) => db.backup(path),
    close: async () => db.close(),
  };
};
