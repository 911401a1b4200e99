import type { CheckState } from "./alert/types.ts";
import type { Incident, IncidentEvent } from "./incident.ts";
import type { LedgerStore } from "./ledger.ts";
import type { CardRef, DeliveryState, Notification, OutboxRow } from "./notification.ts";
import type { Outcome, Status, Unit } from "./outcome.ts";

/** One run as it is kept. Identified by (checkId, location, slot); writing it twice is harmless. */
export interface RunRecord {
  readonly checkId: string;
  readonly location: string;
  /** The scheduled time, epoch ms. */
  readonly slot: number;
  /** When it really began, epoch ms. Equal to `slot` for a run that never began. */
  readonly startedAt: number;
  /** Monotonic; 0 for a run that never began. */
  readonly durationMs: number;
  readonly outcome: Outcome;
}

/** Everything that becomes true together. Written in one transaction; durable once `write` resolves. */
export interface Batch {
  readonly runs: readonly RunRecord[];
  /** Absent state: the check was removed, forget it (its runs stay until retention takes them). */
  readonly states: readonly { readonly checkId: string; readonly state: CheckState | undefined }[];
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly notifications: readonly Notification[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it back as `before` for the next page; absent on the last. */
  readonly next?: string;
}

/** Counts of runs by status in a half-open range. `missing` is never guessed: only recorded runs count. */
export interface StatusCounts {
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
}

/** A series on a fixed grid: bucket i covers [from + i*stepMs, from + (i+1)*stepMs). `null` is a gap. */
export interface Series {
  readonly reading: string;
  readonly unit: Unit;
  readonly from: number;
  readonly stepMs: number;
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
}

/** The distribution of a reading over a range. Quantiles are within 1 % of the true value. */
export interface Distribution {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Range {
  /** Inclusive, epoch ms. */
  readonly from: number;
  /** Exclusive, epoch ms. */
  readonly to: number;
}

export interface RunStore {
  /**
   * Newest first; of one slot, by location. Of runs that were up no judgements are kept. `onlyBad`:
   * degraded and down. Every `before` that no page gave as `next` rejects with a RangeError.
   */
  list(query: {
    readonly checkId: string;
    readonly limit: number;
    readonly before?: string;
    readonly onlyBad?: boolean;
  }): Promise<Page<RunRecord>>;
  /** The latest run of each check, by check id. May be made as it is read: throws a `StoreError` once closed. */
  latest(): Promise<ReadonlyMap<string, RunRecord>>;
  /** `points` (1 to 2000) is the most buckets wanted; the step is a whole multiple of the resolution used. */
  series(
    query: Range & { readonly checkId: string; readonly reading: string; readonly points: number },
  ): Promise<Series>;
  /** Absent when there is no value in the range. */
  distribution(
    query: Range & { readonly checkId: string; readonly reading: string },
  ): Promise<Distribution | undefined>;
  /** Counts by check id over one range; checks without runs are absent. */
  counts(query: Range & { readonly checkIds: readonly string[] }): Promise<ReadonlyMap<string, StatusCounts>>;
  /** Counts in `buckets` equal parts of the range, for the strip. */
  strip(
    query: Range & { readonly checkId: string; readonly buckets: number },
  ): Promise<readonly StatusCounts[]>;
  /** The worst status and latency over all locations of the last `count` slots, oldest first: for sparklines. */
  tail(query: {
    readonly checkId: string;
    readonly count: number;
  }): Promise<readonly { readonly at: number; readonly status: Status; readonly latencyMs: number | null }[]>;
}

export interface IncidentStore {
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  list(query: {
    readonly checkId?: string;
    readonly open?: boolean;
    readonly limit: number;
    readonly before?: string;
  }): Promise<Page<Incident>>;
  /** Oldest first. */
  events(incidentId: string): Promise<readonly IncidentEvent[]>;
}

export interface DeliveryAttempt {
  readonly notificationId: string;
  readonly at: number;
  readonly kind: "delivered" | "wait" | "failed" | "uncertain" | "rejected" | "unauthorized";
  readonly detail: string;
}

/** The change that an attempt makes to its row. */
export interface Settlement {
  readonly state: DeliveryState;
  readonly nextAttemptAt: number;
  readonly uncertain: boolean;
  readonly lastError?: string;
  readonly settledAt?: number;
}

/** A posted card. Incidents of a summary share one `cardId`. */
export interface Card {
  readonly channel: string;
  readonly incidentId: string;
  readonly cardId: string;
  readonly ref: CardRef;
}

export interface Outbox {
  /** Rows still owed (`pending` or `sending`), oldest first by (createdAt, sequence). */
  owed(): Promise<readonly OutboxRow[]>;
  /** Adds notifications that come from no run (a test, a summary). */
  add(notifications: readonly Notification[]): Promise<void>;
  /**
   * Marks rows as being sent and counts the attempt, durably, before anything leaves: after a crash they are
   * pending again and uncertain.
   */
  begin(ids: readonly string[]): Promise<void>;
  /** Writes an attempt's end, its row's change and its card in one transaction. */
  settle(change: {
    readonly ids: readonly string[];
    readonly settlement: Settlement;
    readonly attempt?: Omit<DeliveryAttempt, "notificationId">;
    readonly cards?: readonly Card[];
  }): Promise<void>;
  cards(channel: string, incidentIds: readonly string[]): Promise<readonly Card[]>;
  /** All cards that share this one's message. */
  cardMembers(channel: string, cardId: string): Promise<readonly Card[]>;
  /** Newest first; with the attempts of each. */
  list(query: {
    readonly incidentId?: string;
    readonly channel?: string;
    readonly state?: DeliveryState;
    readonly limit: number;
    readonly before?: string;
  }): Promise<Page<OutboxRow & { readonly log: readonly DeliveryAttempt[] }>>;
  get(id: string): Promise<OutboxRow | undefined>;
}

export interface Silence {
  readonly id: string;
  /** A check id, or `*` for all. */
  readonly checkId: string;
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly note?: string;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the token, hex. The token itself is shown once and never kept. */
  readonly hash: string;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

export interface Session {
  /** SHA-256 of the cookie's value, hex. */
  readonly hash: string;
  readonly user: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface AccountStore {
  user(name: string): Promise<{ readonly name: string; readonly passwordHash: string } | undefined>;
  countUsers(): Promise<number>;
  /** Creates the first user only; false when there is one already. Atomic. */
  createFirstUser(user: { readonly name: string; readonly passwordHash: string }): Promise<boolean>;
  setPassword(name: string, passwordHash: string): Promise<void>;
  saveSession(session: Session): Promise<void>;
  session(hash: string): Promise<Session | undefined>;
  deleteSession(hash: string): Promise<void>;
  saveToken(token: ApiToken): Promise<void>;
  tokens(): Promise<readonly ApiToken[]>;
  tokenByHash(hash: string): Promise<ApiToken | undefined>;
  touchToken(id: string, at: number): Promise<void>;
  deleteToken(id: string): Promise<boolean>;
  saveSilence(silence: Silence): Promise<void>;
  /** Those whose `until` is after `now`. */
  silences(now: number): Promise<readonly Silence[]>;
}

/** How long things are kept, in ms. */
export interface Retention {
  readonly runs: number;
  readonly hours: number;
  readonly days: number;
  readonly incidents: number;
}

export interface Housekeeping {
  /**
   * Rolls up the days (cut in `timezone`, an IANA name) that are over at `now`. Idempotent; works in slices of a few
   * milliseconds, between which other work is done, so it may be called every few seconds. True when more is left,
   * after some ten seconds of work.
   */
  rollUp(now: number, timezone: string): Promise<boolean>;
  /** Deletes what is older than its retention, in steps of at most `steps` rows; true when more is left. */
  prune(now: number, retention: Retention, steps: number): Promise<boolean>;
}

/** Where everything is kept. Every method rejects with a `StoreError` that names the place and the remedy. */
export interface Store {
  /** One transaction; durable when it resolves. All of the batch or nothing. */
  write(batch: Batch): Promise<void>;
  /** By check id, as they are now. May be made as they are read. */
  states(): Promise<ReadonlyMap<string, CheckState>>;
  readonly runs: RunStore;
  readonly incidents: IncidentStore;
  readonly outbox: Outbox;
  readonly accounts: AccountStore;
  readonly ledger: LedgerStore;
  readonly housekeeping: Housekeeping;
  /**
   * Writes a consistent copy of everything acknowledged so far to a new file at `path`, readable for its owner only,
   * while the store goes on working. The file is there whole or not at all; one that exists is never overwritten.
   */
  backup(path: string): Promise<void>;
  /** Flushes and closes. Further calls reject. */
  close(): Promise<void>;
}

/**
 * The store cannot do what was asked: full disk, read-only, damaged, newer schema, in use; or, `store-refused`, it does
 * not take what it was given and never will.
 */
export class StoreError extends Error {
  readonly code:
    | "store-full"
    | "store-read-only"
    | "store-damaged"
    | "store-newer"
    | "store-unavailable"
    | "store-refused";
  readonly remedy: string;
  /**
   * True when the store has put its file aside or found it replaced and works again with another one: what memory
   * knows and must survive is to be written again. Said once, to the first who writes after that.
   */
  readonly renewed: boolean;
  constructor(
    code: StoreError["code"],
    message: string,
    remedy: string,
    options: ErrorOptions & { readonly renewed?: boolean } = {},
  ) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
    this.remedy = remedy;
    this.renewed = options.renewed ?? false;
  }
}
