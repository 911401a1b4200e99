import { initialState, reduce } from "../../src/core/alert/reduce.ts";
import type {
  AlertEffect,
  AlertEvent,
  AlertRules,
  CheckState,
  Overlays,
} from "../../src/core/alert/types.ts";
import type { Status } from "../../src/core/outcome.ts";
import { reason } from "../../src/core/reason.ts";

/** One thing that happens to a check, `after` ms after the thing before. What changes its surroundings is a tick. */
export type Deed = { readonly after: number } & (
  | { readonly kind: "outcome"; readonly status: Status; readonly location?: string }
  | { readonly kind: "acknowledge"; readonly by: string }
  | { readonly kind: "remove" }
  | { readonly kind: "tick" }
  | { readonly kind: "overlays"; readonly overlays: Partial<Overlays> }
  | { readonly kind: "channels"; readonly channels: readonly string[] }
  | { readonly kind: "rules"; readonly rules: AlertRules }
);

/** What is configured and what lies over the check. */
interface Surroundings {
  readonly rules: AlertRules;
  readonly channels: readonly string[];
  readonly overlays: Overlays;
}

/** One call of the reducer, with what was true when it was made. */
export interface Reduced extends Surroundings {
  readonly now: number;
  /** Absent for the tick that a wake asked for. */
  readonly deed?: Deed;
  readonly event: AlertEvent;
  readonly before: CheckState;
  readonly state: CheckState;
  readonly effects: readonly AlertEffect[];
}

export const noOverlays: Overlays = { maintenance: false, silenced: false, paused: false };

/** Plays deeds the way the engine does: wakes are obeyed, and what changes the surroundings sends a tick. */
export const drive = (
  deeds: readonly Deed[],
  options: {
    readonly rules: AlertRules;
    readonly channels: readonly string[];
    /** How late the ticks come that wakes ask for; default 0. */
    readonly wakeLateMs?: number;
  },
): readonly Reduced[] => {
  let around: Surroundings = { rules: options.rules, channels: options.channels, overlays: noOverlays };
  let now = 0;
  let state = initialState(now);
  let tickAt = Number.POSITIVE_INFINITY;
  const log: Reduced[] = [];

  const apply = (event: AlertEvent, deed?: Deed): void => {
    const reduction = reduce(state, event, now, { checkId: "orders", ...around });
    log.push({ ...around, now, event, before: state, ...reduction, ...(deed && { deed }) });
    const wake = reduction.effects.find((effect) => effect.kind === "wake");
    tickAt = wake ? wake.at + (options.wakeLateMs ?? 0) : Number.POSITIVE_INFINITY;
    state = reduction.state;
  };

  const wakeUntil = (until: number): void => {
    if (tickAt > until) return;
    now = tickAt;
    apply({ kind: "tick" });
    wakeUntil(until);
  };

  for (const deed of deeds) {
    const until = now + deed.after;
    wakeUntil(until);
    now = until;
    around = changed(around, deed);
    apply(eventOf(deed, now), deed);
  }
  return log;
};

const changed = (around: Surroundings, deed: Deed): Surroundings => {
  if (deed.kind === "rules") return { ...around, rules: deed.rules };
  if (deed.kind === "channels") return { ...around, channels: deed.channels };
  if (deed.kind === "overlays") return { ...around, overlays: { ...around.overlays, ...deed.overlays } };
  return around;
};

const eventOf = (deed: Deed, now: number): AlertEvent => {
  if (deed.kind === "outcome") return outcomeEvent(deed.status, now, deed.location);
  return deed.kind === "acknowledge" || deed.kind === "remove" ? deed : { kind: "tick" };
};

/** A run that began at `at` and ended at once. */
export const outcomeEvent = (status: Status, at: number, location = "here"): AlertEvent => ({
  kind: "outcome",
  location,
  observation: {
    status,
    at,
    judgements: [],
    readings: [],
    ...(status !== "up" && { reason: reasons[status] }),
  },
});

const reasons = {
  degraded: reason("latency-exceeded", "took 900 ms"),
  down: reason("status-mismatch", "found 500"),
  unknown: reason("connectivity-lost", "no way out"),
};
