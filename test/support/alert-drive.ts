import { initialState, reduce } from "../../src/core/alert/reduce.ts";
import type {
  AlertEffect,
  AlertEvent,
  AlertRules,
  CheckState,
  Overlays,
} from "../../src/core/alert/types.ts";
import type { Status } from "../../src/core/outcome.ts";

/** One thing that happens to a check. `after` is the time since the thing before, ms. */
export type Deed =
  | { readonly after: number; readonly kind: "outcome"; readonly status: Status; readonly location?: string }
  | { readonly after: number; readonly kind: "tick" }
  | { readonly after: number; readonly kind: "overlays"; readonly overlays: Overlays }
  | { readonly after: number; readonly kind: "channels"; readonly channels: readonly string[] }
  | { readonly after: number; readonly kind: "rules"; readonly rules: AlertRules }
  | { readonly after: number; readonly kind: "acknowledge" }
  | { readonly after: number; readonly kind: "remove" };

/** One call of the reducer, with what was true when it was made. */
export interface Reduced {
  readonly now: number;
  readonly event: AlertEvent;
  readonly rules: AlertRules;
  readonly overlays: Overlays;
  readonly channels: readonly string[];
  readonly before: CheckState;
  readonly state: CheckState;
  readonly effects: readonly AlertEffect[];
}

export interface DriveOptions {
  readonly rules: AlertRules;
  readonly start?: number;
  /** How late ticks come after the wake that asked for them; default 0. */
  readonly wakeLateMs?: number;
}

export const noOverlays: Overlays = { maintenance: false, silenced: false, paused: false };

/** Plays deeds the way the engine does: wakes are obeyed, and what changes the surroundings sends a tick. */
export const drive = (deeds: readonly Deed[], options: DriveOptions): readonly Reduced[] => {
  let now = options.start ?? 1_000_000;
  let { rules } = options;
  let overlays = noOverlays;
  let channels: readonly string[] = ["team", "mail"];
  let state = initialState(now);
  let tickAt = Number.POSITIVE_INFINITY;
  const log: Reduced[] = [];

  const apply = (event: AlertEvent): void => {
    const before = state;
    const found = reduce(before, event, now, { checkId: "orders", rules, overlays, channels });
    state = found.state;
    const wake = found.effects.find((effect) => effect.kind === "wake");
    tickAt = wake ? wake.at + (options.wakeLateMs ?? 0) : Number.POSITIVE_INFINITY;
    log.push({ now, event, rules, overlays, channels, before, state, effects: found.effects });
  };

  for (const deed of deeds) {
    const until = now + deed.after;
    while (tickAt <= until) {
      now = tickAt;
      apply({ kind: "tick" });
    }
    now = until;
    if (deed.kind === "overlays") overlays = deed.overlays;
    if (deed.kind === "channels") channels = deed.channels;
    if (deed.kind === "rules") rules = deed.rules;
    apply(eventOf(deed, now));
  }
  return log;
};

const eventOf = (deed: Deed, now: number): AlertEvent => {
  if (deed.kind === "outcome") return outcomeEvent(deed.status, now, deed.location);
  if (deed.kind === "acknowledge") return { kind: "acknowledge", by: "anna" };
  return { kind: deed.kind === "remove" ? "remove" : "tick" };
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
    ...(status !== "up" && { reason: { code: "status-mismatch", detail: `found ${status}` } }),
  },
});
