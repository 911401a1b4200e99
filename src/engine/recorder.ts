import type { Clock } from "../core/clock.ts";
import type { Batch, RunRecord, Store } from "../core/store.ts";

/** How long changes are gathered into one transaction. */
const gatherMs = 50;
/** Runs kept in memory while the store refuses writes; the oldest go first. Alerts are never dropped. */
const maxRunsHeld = 20_000;
const retryMs = { first: 500, most: 30_000 };

/** A batch still in the making: notifications may need to read the store first. */
export interface Change extends Partial<Omit<Batch, "notifications">> {
  readonly notifications?: readonly (() => Promise<Batch["notifications"][number]>)[];
}

/** Writes everything that happens, in order, in batches; keeps it and tries again while the store cannot. */
export interface Recorder {
  add(change: Change): void;
  /** Resolves when everything added before the call is durable, or rejects with what the store said last. */
  flush(): Promise<void>;
  /** Why writing fails at the moment. */
  trouble(): string | undefined;
  stop(): void;
}

export const createRecorder = (input: {
  readonly store: Pick<Store, "write">;
  readonly clock: Clock;
  /** Called after each durable batch. */
  readonly onWritten: (batch: Batch) => void;
  readonly onTrouble: (message: string | undefined) => void;
}): Recorder => {
  const { store, clock } = input;
  let gathered: Change[] = [];
  let unwritten: Batch | undefined;
  let writing: Promise<void> | undefined;
  let trouble: string | undefined;
  let retryDelayMs = retryMs.first;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  const setTrouble = (message: string | undefined) => {
    if (message !== trouble) input.onTrouble(message);
    trouble = message;
  };
  const writeAll = async (): Promise<void> => {
    while (unwritten || gathered.length > 0) {
      const changes = gathered;
      gathered = [];
      const batch = await toBatch(changes, unwritten);
      unwritten = batch;
      await store.write(batch);
      unwritten = undefined;
      retryDelayMs = retryMs.first;
      setTrouble(undefined);
      input.onWritten(batch);
    }
  };
  const write = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const arm = (delayMs: number) => {
    if (cancelTimer || stopped) return;
    cancelTimer = clock.schedule(delayMs, () => {
      cancelTimer = undefined;
      write().catch((error: unknown) => {
        setTrouble(error instanceof Error ? error.message : String(error));
        arm(retryDelayMs);
        retryDelayMs = Math.min(retryDelayMs * 2, retryMs.most);
      });
    });
  };

  return {
    add: (change) => {
      gathered.push(change);
      arm(gatherMs);
    },
    flush: async () => {
      await writing?.catch(() => undefined);
      await write();
    },
    trouble: () => trouble,
    stop: () => {
      stopped = true;
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
};

/** Later states and incidents of the same key replace earlier ones; everything else is appended. */
const toBatch = async (changes: readonly Change[], before: Batch | undefined): Promise<Batch> => {
  const notifications = await Promise.all(
    changes.flatMap((change) => change.notifications ?? []).map((make) => make()),
  );
  const runs: RunRecord[] = [...(before?.runs ?? []), ...changes.flatMap((change) => change.runs ?? [])];
  const states = [...(before?.states ?? []), ...changes.flatMap((change) => change.states ?? [])];
  const incidents = [...(before?.incidents ?? []), ...changes.flatMap((change) => change.incidents ?? [])];
  return {
    runs: runs.slice(-maxRunsHeld),
    states: [...new Map(states.map((row) => [row.checkId, row])).values()],
    incidents: [...new Map(incidents.map((incident) => [incident.id, incident])).values()],
    events: [...(before?.events ?? []), ...changes.flatMap((change) => change.events ?? [])],
    notifications: [...(before?.notifications ?? []), ...notifications],
  };
};
