import type { Incident, NotificationKind } from "./incident.ts";
import type { PhaseName } from "./outcome.ts";

/** What a message says about one incident, taken when the notification was made. */
export interface IncidentFacts {
  readonly incident: Incident;
  readonly title: string;
  readonly target: string;
  readonly group?: string;
  /** The phase that was most above its usual in the bad outcome. */
  readonly slowPhase?: { readonly phase: PhaseName; readonly ms: number; readonly usualMs: number };
  /** The incident's page, when the server knows its public address. */
  readonly link?: string;
}

/** One message owed to one channel: a row in the outbox until delivered. Times are epoch ms. */
export interface Notification {
  /** UUID; the idempotency key wherever a channel has one. */
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  /** Absent for `test` and for summaries of several. */
  readonly incidentId?: string;
  readonly sequence: number;
  readonly createdAt: number;
  /** One for an incident, several for a summary of a storm, none for a test. */
  readonly facts: readonly IncidentFacts[];
}

export type DeliveryState = "pending" | "sending" | "delivered" | "superseded" | "dead";

/** A notification with its delivery so far. */
export interface OutboxRow extends Notification {
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  /** An earlier attempt may have reached the channel: ask before sending again, where one can ask. */
  readonly uncertain: boolean;
  readonly lastError?: string;
  readonly settledAt?: number;
}

/** What a channel answered to the first message of an incident, so that it can be edited and threaded. */
export type CardRef = Readonly<Record<string, string>>;
