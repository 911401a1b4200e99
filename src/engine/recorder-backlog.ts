import { errorText } from "../core/error-text.ts";
import type { Notification } from "../core/notification.ts";
import type { Batch, RunRecord } from "../core/store.ts";

/** What has happened and is to be written: notifications may need to read the store first. */
export interface Change extends Partial<Omit<Batch, "notifications">> {
  readonly notifications?: readonly (() => Promise<Notification>)[];
}

/** The most that is kept of runs while the store refuses them. The oldest go first, some at a time. */
export interface BacklogBounds {
  readonly runs: number;
  readonly bytes: number;
}

const dropShare = 8;

/** What waits to be written. Runs are bounded; what alerts follow from is not: later states replace earlier ones. */
export class Backlog {
  readonly #bounds: BacklogBounds;
  readonly #onLost: (what: string) => void;
  #runs: RunRecord[] = [];
  #runBytes = 0;
  #rest = emptyRest();
  #dropped = 0;

  constructor(bounds: BacklogBounds, onLost: (what: string) => void) {
    this.#bounds = bounds;
    this.#onLost = onLost;
  }

  /** On the path of every run: no copies. */
  add(change: Change): void {
    if (change.runs) for (const run of change.runs) this.#addRun(run);
    const rest = this.#rest;
    if (change.states) for (const row of change.states) rest.states.set(row.checkId, row);
    if (change.incidents) for (const incident of change.incidents) rest.incidents.set(incident.id, incident);
    if (change.events) rest.events.push(...change.events);
    if (change.notifications) rest.makers.push(...change.notifications);
  }

  runs(): number {
    return this.#runs.length;
  }

  /** Runs that were given up since start. */
  dropped(): number {
    return this.#dropped;
  }

  isEmpty(): boolean {
    return this.#runs.length === 0 && !this.isUrgent();
  }

  /** True when there is more than runs: somebody may have to be told. */
  isUrgent(): boolean {
    const { states, incidents, events, notifications, makers } = this.#rest;
    return states.size + incidents.size + events.length + notifications.length + makers.length > 0;
  }

  /** Takes out the oldest runs, at most so many, and everything else. */
  async take(mostRuns: number): Promise<Batch> {
    const runs = this.#takeRuns(mostRuns);
    const { states, incidents, events, notifications, makers } = this.#rest;
    this.#rest = emptyRest();
    return {
      runs,
      states: [...states.values()],
      incidents: [...incidents.values()],
      events,
      notifications: [...notifications, ...(await this.#make(makers))],
    };
  }

  /** Puts what could not be written before what came since. */
  putBack(batch: Batch): void {
    const since = this.#rest;
    this.#rest = {
      states: new Map(batch.states.map((row) => [row.checkId, row])),
      incidents: new Map(batch.incidents.map((incident) => [incident.id, incident])),
      events: [...batch.events, ...since.events],
      notifications: [...batch.notifications, ...since.notifications],
      makers: since.makers,
    };
    for (const [id, row] of since.states) this.#rest.states.set(id, row);
    for (const [id, incident] of since.incidents) this.#rest.incidents.set(id, incident);
    this.#runs = batch.runs.concat(this.#runs);
    this.#runBytes += bytesOf(batch.runs);
    this.#bound();
  }

  /** Makes the notifications that are still to be made; answers all that are held. */
  async notifications(): Promise<readonly Notification[]> {
    const rest = this.#rest;
    const made = await this.#make(rest.makers.splice(0));
    rest.notifications.push(...made);
    return rest.notifications;
  }

  #addRun(run: RunRecord): void {
    this.#runs.push(run);
    this.#runBytes += runBytes(run);
    this.#bound();
  }

  #takeRuns(most: number): readonly RunRecord[] {
    if (this.#runs.length <= most) {
      const all = this.#runs;
      this.#runs = [];
      this.#runBytes = 0;
      return all;
    }
    const taken = this.#runs.splice(0, most);
    this.#runBytes -= bytesOf(taken);
    return taken;
  }

  #bound(): void {
    if (this.#runs.length <= this.#bounds.runs && this.#runBytes <= this.#bounds.bytes) return;
    const gone = this.#runs.splice(0, Math.ceil(this.#runs.length / dropShare));
    this.#runBytes -= bytesOf(gone);
    this.#dropped += gone.length;
  }

  async #make(makers: readonly (() => Promise<Notification>)[]): Promise<readonly Notification[]> {
    const made: Notification[] = [];
    for (const result of await Promise.allSettled(makers.map((make) => make())))
      if (result.status === "fulfilled") made.push(result.value);
      else this.#onLost(`A message could not be put together: ${errorText(result.reason)}`);
    return made;
  }
}

const emptyRest = () => ({
  states: new Map<string, Batch["states"][number]>(),
  incidents: new Map<string, Batch["incidents"][number]>(),
  events: [] as Batch["events"][number][],
  notifications: [] as Notification[],
  makers: [] as (() => Promise<Notification>)[],
});

/** Roughly what a run takes in memory: an ordinary one, and what is said about a bad one. */
const runBytes = ({ outcome }: RunRecord): number => {
  const { status, reason, evidence } = outcome;
  if (status === "up") return 700;
  let bytes = 1000 + (reason?.detail.length ?? 0) + (evidence?.body?.length ?? 0);
  if (evidence) for (const line of evidence.exchange) bytes += line.length + 24;
  return bytes;
};

const bytesOf = (runs: readonly RunRecord[]): number => {
  let bytes = 0;
  for (const run of runs) bytes += runBytes(run);
  return bytes;
};
