import type { CheckState } from "../../core/alert/types.ts";
import { StoreError, type Store } from "../../core/store.ts";
import { createTransientLedgers } from "../../core/transient-ledger.ts";
import { createMemoryAccounts } from "./accounts.ts";
import { createMemoryIncidents } from "./incidents.ts";
import { createMemoryOutbox } from "./outbox.ts";
import { createRunTable } from "./run-table.ts";
import { createMemoryRuns } from "./runs.ts";

/**
 * A store that ends with the process: for tests, where it is the plain statement of what every store answers, and
 * for functions that keep nothing. It has no rollups: history is as long as the retention of runs.
 */
export const createMemoryStore = (): Store => {
  const states = new Map<string, CheckState>();
  const runs = createRunTable();
  const incidents = createMemoryIncidents();
  const outbox = createMemoryOutbox();
  const accounts = createMemoryAccounts();
  let isClosed = false;
  const requireOpen = (): void => {
    if (isClosed) throw new StoreError("store-unavailable", "The store is closed", "Open it again");
  };

  return {
    write: async (batch) => {
      requireOpen();
      for (const run of batch.runs) runs.add(run);
      for (const { checkId, state } of batch.states)
        if (state) states.set(checkId, state);
        else states.delete(checkId);
      for (const incident of batch.incidents) incidents.save(incident);
      for (const event of batch.events) incidents.record(event);
      for (const notification of batch.notifications) outbox.addNow(notification);
    },
    states: async () => new Map(states),
    runs: createMemoryRuns(runs),
    incidents,
    outbox,
    accounts,
    ledger: createTransientLedgers(requireOpen),
    housekeeping: {
      rollUp: async () => false,
      prune: async (now, retention) => {
        const before = now - retention.incidents;
        const owed = new Set((await outbox.owed()).map(({ incidentId }) => incidentId));
        runs.prune(now - retention.runs);
        outbox.forget(
          incidents.forget(
            ({ id, closedAt }) => closedAt !== undefined && closedAt < before && !owed.has(id),
          ),
        );
        outbox.forgetLoose(before);
        accounts.forgetSilences(before);
        accounts.forgetSessions(now);
        return false;
      },
    },
    backup: async () => {
      throw new StoreError(
        "store-unavailable",
        "The store memory: has no file to copy",
        "Keep the history in a file to have backups: store: sqlite:./hinomi.db",
      );
    },
    close: async () => {
      isClosed = true;
    },
  };
};
