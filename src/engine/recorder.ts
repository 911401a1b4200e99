import { errorText } from "../core/error-text.ts";
import type { Clock } from "../core/clock.ts";
import type { Batch, Store } from "../core/store.ts";

/** How long changes are gathered into one transaction. */
const gatherMs = 50;
/** Runs kept in memory while the store refuses writes; the oldest go first. Alerts are never dropped. */
const maxRunsHeld = 20_000;
const retryMs = { first: 500, most: 30_000 };

/** A batch still in the making: notifications may need to read the store first. */
export interface Change extends Partial<Omit<Batch, "notifications">> {
  readonly notifications?: readonly (() => Promise<Batch["notifications"][number]>)[];
}

export interface RecorderInput {
  readonly store: Pick<Store, "write">;
  readonly clock: Clock;
  /** Called after each durable batch. */
  readonly onWritten: (batch: Batch) => void;
  /** Called when writing begins to fail, and with nothing when it works again. */
  readonly onTrouble: (message: string | undefined) => void;
}

/** Writes everything that happens, in order, in batches; keeps it and tries again while the store cannot. */
export class Recorder {
  readonly #input: RecorderInput;
  #gathered: Change[] = [];
  #unwritten: Batch | undefined;
  #writing: Promise<void> | undefined;
  #trouble: string | undefined;
  #retryDelayMs = retryMs.first;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  constructor(input: RecorderInput) {
    this.#input = input;
  }

  add(change: Change): void {
    this.#gathered.push(change);
    this.#arm(gatherMs);
  }

  /** Resolves when everything added before the call is durable, or rejects with what the store said. */
  async flush(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#write();
  }

  /** Why writing fails at the moment. */
  trouble(): string | undefined {
    return this.#trouble;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  #arm(delayMs: number): void {
    if (this.#cancelTimer || this.#stopped) return;
    this.#cancelTimer = this.#input.clock.schedule(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#write().catch((error: unknown) => {
        this.#setTrouble(errorText(error));
        this.#arm(this.#retryDelayMs);
        this.#retryDelayMs = Math.min(this.#retryDelayMs * 2, retryMs.most);
      });
    });
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#unwritten || this.#gathered.length > 0) {
      const changes = this.#gathered;
      this.#gathered = [];
      const batch = await toBatch(changes, this.#unwritten);
      this.#unwritten = batch;
      await this.#input.store.write(batch);
      this.#unwritten = undefined;
      this.#retryDelayMs = retryMs.first;
      this.#setTrouble(undefined);
      this.#input.onWritten(batch);
    }
  }

  #setTrouble(message: string | undefined): void {
    if (message !== this.#trouble) this.#input.onTrouble(message);
    this.#trouble = message;
  }
}

/** Later states and incidents of the same key replace earlier ones; everything else is appended. */
const toBatch = async (changes: readonly Change[], before: Batch = emptyBatch): Promise<Batch> => {
  const made = changes.flatMap((change) => change.notifications ?? []).map((make) => make());
  const all = <Key extends "runs" | "states" | "incidents" | "events">(key: Key) => [
    ...before[key],
    ...changes.flatMap((change): readonly Batch[Key][number][] => change[key] ?? []),
  ];
  return {
    runs: all("runs").slice(-maxRunsHeld),
    states: [...new Map(all("states").map((row) => [row.checkId, row])).values()],
    incidents: [...new Map(all("incidents").map((incident) => [incident.id, incident])).values()],
    events: all("events"),
    notifications: [...before.notifications, ...(await Promise.all(made))],
  };
};

const emptyBatch: Batch = { runs: [], states: [], incidents: [], events: [], notifications: [] };
