import type { Judgement, Reading } from "./outcome.ts";
import type { Reason } from "./reason.ts";

export type Severity = "degraded" | "down";

/** From the first bad outcome of a confirmed failure to its recovery. Times are epoch ms. */
export interface Incident {
  /** `<check id>.<openedAt in base 36>`: the same failure gets the same id after a crash. */
  readonly id: string;
  readonly checkId: string;
  /** As it is now. */
  readonly severity: Severity;
  readonly worst: Severity;
  /** The first bad outcome. */
  readonly openedAt: number;
  readonly confirmedAt: number;
  readonly closedAt?: number;
  readonly closedBecause?: "recovered" | "removed";
  /** The latest bad outcome's reason, failing judgements and readings. */
  readonly reason: Reason;
  readonly judgements: readonly Judgement[];
  readonly readings: readonly Reading[];
  readonly acknowledgedAt?: number;
  readonly acknowledgedBy?: string;
  readonly flapping: boolean;
}

/** What happened to an incident, for its timeline. */
export interface IncidentEvent {
  readonly incidentId: string;
  readonly at: number;
  readonly kind:
    | "opened"
    | "confirmed"
    | "escalated"
    | "eased"
    | "acknowledged"
    | "flapping"
    | "settled"
    | "reminded"
    | "closed";
  /** A reason, a name, a note: free text without secrets. */
  readonly detail?: string;
}

export const notificationKinds = [
  "firing",
  "escalated",
  "eased",
  "acknowledged",
  "flapping",
  "reminder",
  "resolved",
  "test",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];
