import type { CheckState, Overlays, State } from "../core/alert/types.ts";
import type { Check, RunContext } from "../core/check.ts";
import type { Config, Problem } from "../core/config.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRecord, Silence, Store } from "../core/store.ts";

/** A check as it stands now: each field is read when it is asked for, and `lastRun` is made then. */
export interface LiveCheck {
  readonly check: Check;
  readonly state: CheckState;
  readonly overlays: Overlays;
  readonly lastRun?: RunRecord;
  /** When the last run began, epoch ms: cheaper than to make the record for it. */
  readonly lastRunAt?: number;
  /** When the next run is due, epoch ms; absent while paused. */
  readonly nextRunAt?: number;
}

/** How many checks stand how: each once, under its state or under `paused`. Overlays are counted besides. */
export interface Tally extends Readonly<Record<State | "paused", number>> {
  readonly maintenance: number;
  readonly silenced: number;
  readonly flapping: number;
}

/** A group of checks, or those without one. */
export interface GroupTally {
  readonly group?: string;
  readonly checks: number;
  readonly tally: Tally;
}

/** Some checks of a group, or those without one, in the order of the configuration. */
export interface CheckPageQuery {
  readonly group?: string;
  /** Those after this one: the `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** How a channel does. */
export interface ChannelHealth {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly circuit: "closed" | "open";
  /** Why the circuit is open, with the remedy. */
  readonly trouble?: string;
  readonly owed: number;
  readonly oldestOwedAt?: number;
  readonly lastDeliveredAt?: number;
}

/** How a sink does. */
export interface SinkHealth {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly circuit: "closed" | "open";
  /** What is wrong, with the remedy. */
  readonly trouble?: string;
  /** Everything there was at the last look has been taken. */
  readonly complete: boolean;
  /** Numbers taken since the start. */
  readonly points: number;
  /** When the last of them were taken, epoch ms. */
  readonly lastTakenAt?: number;
}

/** Numbers about Hinomi itself. Counters since start. */
export interface Vitals {
  readonly startedAt: number;
  readonly runsTotal: number;
  readonly runsMissedTotal: number;
  readonly runsInFlight: number;
  /** How late the latest runs began: the greatest of the last minute, ms. */
  readonly latenessMaxMs: number;
  /** Half of the runs of the last minute began no later than this, ms; within 10 % or 1 ms. */
  readonly latenessP50Ms: number;
  readonly latenessP99Ms: number;
  /** Runs whose time has come and that wait for their turn: of the limit in all, or of their host. */
  readonly runsWaiting: number;
  /** Threads that probes run in, besides the main one; and how often one had to be started again. */
  readonly workers: number;
  readonly workerRestartsTotal: number;
  readonly deliveriesTotal: number;
  readonly deliveryFailuresTotal: number;
  /** Set while the store refuses writes; runs and alerts go on in memory. Code, place and remedy. */
  readonly storeTrouble?: string;
  /** Set once the store had to put its file aside or found it replaced, until the next start. */
  readonly storeNotice?: string;
  /** Runs that the store did not take in time and memory could not hold. */
  readonly runsDropped: number;
  /** Rows that the store would never take; the log says which. */
  readonly rowsPutAside: number;
  /** Set when the file on disk was refused and the old configuration still runs. */
  readonly configProblems: readonly Problem[];
  readonly connected: boolean;
}

export type LiveEvent =
  | { readonly kind: "run"; readonly record: RunRecord }
  | {
      readonly kind: "state";
      readonly checkId: string;
      readonly state: CheckState;
      readonly overlays: Overlays;
    }
  | { readonly kind: "incident"; readonly incidentId: string; readonly checkId: string }
  | { readonly kind: "delivery"; readonly notificationId: string; readonly channel: string }
  | { readonly kind: "config" };

/** The running engine as the page, the API and the CLI see it. */
export interface Lookout {
  config(): Config;
  readonly store: Store;
  /** In the order of the configuration. Cheap for what it is, yet with many checks ask for less. */
  checks(): readonly LiveCheck[];
  check(id: string): LiveCheck | undefined;
  /** Kept while states change: costs nothing to ask for. */
  tally(): Tally;
  /** In the order in which the configuration first names them. */
  groups(): readonly GroupTally[];
  /** Checks that have an incident, the latest first by `state.since`. */
  problems(limit: number): readonly LiveCheck[];
  /** `next` is absent on the last page. An unknown `after` gives an empty one. */
  page(query: CheckPageQuery): { readonly items: readonly LiveCheck[]; readonly next?: string };
  channels(): readonly ChannelHealth[];
  sinks(): readonly SinkHealth[];
  /** Writes everything to a sink again from the beginning. False when there is no such sink. */
  rewriteSink(sinkId: string): boolean;
  vitals(): Vitals;
  /** True once the first configuration runs and the store answers. */
  ready(): boolean;
  /** Returns what ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Runs a check now, outside its schedule; the outcome is recorded like any other. */
  runNow(checkId: string, trace?: RunContext["trace"]): Promise<Outcome | undefined>;
  /** False when there is no such open incident. */
  acknowledge(incidentId: string, by: string, note?: string): Promise<boolean>;
  silence(silence: Omit<Silence, "id">): Promise<Silence>;
  /** False when there is none. */
  endSilence(id: string): Promise<boolean>;
  /** Puts a test message into the outbox; the answer is the notification's id, absent for an unknown channel. */
  testChannel(channelId: string): Promise<string | undefined>;
  /** Owes a dead notification again. False when it is not dead. */
  resend(notificationId: string): Promise<boolean>;
}
