import type { Incident, IncidentEvent, NotificationKind } from "../incident.ts";
import type { Judgement, Reading, Status } from "../outcome.ts";
import type { Reason } from "../reason.ts";

/** The confirmed state of a check. */
export type State = "pending" | "up" | "degraded" | "down" | "unknown";

/** How many outcomes confirm a change: at least `count` of the last `of`, lasting at least `forMs`. */
export interface Confirmation {
  readonly count: number;
  readonly of: number;
  readonly forMs: number;
}

export interface AlertRules {
  readonly confirm: { readonly down: Confirmation; readonly up: Confirmation };
  /** After a first bad outcome the check is run again this soon instead of a whole interval later. */
  readonly recheckMs: number;
  /** How long until an open incident is told again; absent for never. */
  readonly remindMs?: number;
  /** More confirmed changes than `enter` within `windowMs` is flapping; at or below `leave` it is over. */
  readonly flap: { readonly windowMs: number; readonly enter: number; readonly leave: number };
}

/** What lies over a check without changing its state. Computed by the caller for `now`. */
export interface Overlays {
  readonly maintenance: boolean;
  readonly silenced: boolean;
  readonly paused: boolean;
  /** The parent whose incident suppresses the creation of ours. Parents come later; their place is here. */
  readonly suppressedBy?: string;
}

/** Everything the reducer needs to know that is not state: from the configuration and the clock. */
export interface AlertContext {
  readonly checkId: string;
  readonly rules: AlertRules;
  readonly overlays: Overlays;
  /** The channels that the check notifies now. A channel added during an incident gets its card at once. */
  readonly channels: readonly string[];
}

/** What a location said last. One location today; the quorum of several judges these. */
export interface Vote {
  readonly status: Status;
  readonly at: number;
}

/** An outcome reduced to what alerting needs. */
export interface Observation {
  readonly status: Status;
  /** When the run began, epoch ms. */
  readonly at: number;
  readonly reason?: Reason;
  readonly judgements: readonly Judgement[];
  readonly readings: readonly Reading[];
}

export type AlertEvent =
  | { readonly kind: "outcome"; readonly location: string; readonly observation: Observation }
  /** Time has come (`wake`), or overlays, rules or channels changed. */
  | { readonly kind: "tick" }
  | { readonly kind: "acknowledge"; readonly by: string; readonly note?: string }
  /** The check has left the configuration: its incident closes and everyone told is told. */
  | { readonly kind: "remove" };

/** A channel's place in the open incident. */
export interface Told {
  /** The severity it was last told. */
  readonly severity: "degraded" | "down";
  /** It knows that the incident is flapping. */
  readonly flapping?: true;
  /** Exact time of the next reminder, epoch ms; absent for none. */
  readonly remindAt?: number;
}

/**
 * What outcomes may confirm, each claim by its own outcomes: `bad` and `down` by the rule `confirm.down`, `good` and
 * `eased` (no longer down: up or degraded) by `confirm.up`.
 */
export type Claim = "bad" | "down" | "good" | "eased";

/** What a bad outcome had to say: the part of an incident that the latest bad outcome renews. */
export type Finding = Pick<Incident, "reason" | "judgements" | "readings">;

/** One check's alerting memory: plain JSON, stored with the runs that made it. */
export interface CheckState {
  readonly state: State;
  /** Since when, dated from the first outcome of the change; epoch ms. */
  readonly since: number;
  /** The latest outcomes but unknown ones, oldest first, as many as the rules look back. */
  readonly recent: readonly Vote[];
  /** For each claim that has its outcomes together: when the first of them was. Its time may still have to pass. */
  readonly onsets?: Readonly<Partial<Record<Claim, number>>>;
  /** The unknown outcomes at the end of the series; absent when the latest outcome said something. */
  readonly unknownRun?: { readonly since: number; readonly count: number };
  /** The latest of the bad outcomes in `recent`, kept until there is an incident to keep it in. */
  readonly finding?: Finding;
  /** Latest vote by location. */
  readonly votes: Readonly<Record<string, Vote>>;
  /** Times of confirmed good-to-bad and bad-to-good changes inside the flap window. */
  readonly flips: readonly number[];
  readonly flapping: boolean;
  /** The open incident, once confirmed. */
  readonly incident?: Incident;
  /** By channel id, for the open incident. */
  readonly told: Readonly<Record<string, Told>>;
  /** Grows with every notification of the incident, so that (incident, channel, sequence) is unique. */
  readonly sequence: number;
}

export type AlertEffect =
  | { readonly kind: "save-incident"; readonly incident: Incident }
  | { readonly kind: "record"; readonly event: IncidentEvent }
  | {
      readonly kind: "notify";
      readonly channel: string;
      readonly incident: Incident;
      readonly notification: NotificationKind;
      readonly sequence: number;
    }
  /** Run the check again at this time, epoch ms. */
  | { readonly kind: "recheck"; readonly at: number }
  /** Send a `tick` at this time at the latest. At most one per reduction: the earliest due time. */
  | { readonly kind: "wake"; readonly at: number };

export interface Reduction {
  readonly state: CheckState;
  readonly effects: readonly AlertEffect[];
}
