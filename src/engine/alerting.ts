import { initialState, reduce } from "../core/alert/reduce.ts";
import type { AlertEffect, AlertEvent, CheckState } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Incident } from "../core/incident.ts";
import type { Notification } from "../core/notification.ts";
import type { OverlayBook } from "./overlays.ts";
import type { Change } from "./recorder.ts";
import { createTimerQueue } from "./timer-queue.ts";

/** Drives the reducer: holds every check's state, gives it events, carries out its effects. */
export interface Alerting {
  state(checkId: string): CheckState;
  /** Takes the states that the store remembers. */
  restore(states: ReadonlyMap<string, CheckState>): void;
  known(): readonly string[];
  /** Applies one event; `also` is written in the same transaction as what follows from it. */
  apply(check: Check, event: AlertEvent, also?: Pick<Change, "runs">): void;
  /** Forgets a check that left the configuration, after closing its incident. */
  remove(check: Check): void;
  stop(): void;
}

export const createAlerting = (input: {
  readonly clock: Clock;
  readonly overlays: OverlayBook;
  readonly check: (id: string) => Check | undefined;
  readonly newId: () => string;
  readonly record: (change: Change) => void;
  readonly recheck: (checkId: string, at: number) => void;
  readonly onState: (check: Check, state: CheckState) => void;
  readonly onIncident: (incident: Incident) => void;
  readonly factsOf: (incident: Incident, check: Check | undefined) => Promise<Notification["facts"][number]>;
}): Alerting => {
  const { clock, overlays } = input;
  const states = new Map<string, CheckState>();
  const wakes = createTimerQueue(clock, (id) => {
    const check = input.check(id);
    if (check) apply(check, { kind: "tick" });
  });

  const toNotification =
    (effect: Extract<AlertEffect, { kind: "notify" }>, check: Check, createdAt: number) =>
    async (): Promise<Notification> => ({
      id: input.newId(),
      channel: effect.channel,
      kind: effect.notification,
      incidentId: effect.incident.id,
      sequence: effect.sequence,
      createdAt,
      facts: [await input.factsOf(effect.incident, check)],
    });

  const carryOut = (check: Check, effects: readonly AlertEffect[], now: number): Change => {
    const incidents: Incident[] = [];
    const events: NonNullable<Change["events"]>[number][] = [];
    const notifications: (() => Promise<Notification>)[] = [];
    for (const effect of effects) {
      switch (effect.kind) {
        case "save-incident":
          incidents.push(effect.incident);
          input.onIncident(effect.incident);
          break;
        case "record":
          events.push(effect.event);
          break;
        case "notify":
          notifications.push(toNotification(effect, check, now));
          break;
        case "recheck":
          input.recheck(check.id, effect.at);
          break;
        case "wake":
          wakes.set(check.id, effect.at);
          break;
      }
    }
    return { incidents, events, notifications };
  };

  const apply: Alerting["apply"] = (check, event, also) => {
    const now = clock.now();
    const { overlays: over, nextChangeAt } = overlays.at(check, now);
    const before = states.get(check.id) ?? initialState(now);
    wakes.delete(check.id);
    const { state, effects } = reduce(before, event, now, {
      checkId: check.id,
      rules: check.rules,
      overlays: over,
      channels: check.notify,
    });
    states.set(check.id, state);
    const change = carryOut(check, effects, now);
    const wakeAt = wakes.due(check.id);
    if (nextChangeAt !== undefined && nextChangeAt < (wakeAt ?? Number.POSITIVE_INFINITY))
      wakes.set(check.id, nextChangeAt);
    input.record({ ...also, ...change, states: [{ checkId: check.id, state }] });
    if (event.kind !== "outcome" || state.state !== before.state) input.onState(check, state);
  };

  return {
    state: (id) => states.get(id) ?? initialState(clock.now()),
    restore: (found) => {
      for (const [id, state] of found) states.set(id, state);
    },
    known: () => [...states.keys()],
    apply,
    remove: (check) => {
      apply(check, { kind: "remove" });
      wakes.delete(check.id);
      states.delete(check.id);
      input.record({ states: [{ checkId: check.id, state: undefined }] });
    },
    stop: () => wakes.stop(),
  };
};
