import { initialState, reduce } from "../core/alert/reduce.ts";
import type { AlertEffect, AlertEvent, CheckState } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Incident, IncidentEvent } from "../core/incident.ts";
import type { IncidentFacts, Notification } from "../core/notification.ts";
import type { OverlayBook } from "./overlays.ts";
import type { Change } from "./recorder.ts";
import { createTimerQueue, type TimerQueue } from "./timer-queue.ts";

export interface AlertingInput {
  readonly clock: Clock;
  readonly overlays: OverlayBook;
  readonly check: (id: string) => Check | undefined;
  readonly newId: () => string;
  readonly record: (change: Change) => void;
  readonly recheck: (checkId: string, at: number) => void;
  /** Called when a check's state, incident or overlays changed. */
  readonly onState: (check: Check, state: CheckState) => void;
  readonly onIncident: (incident: Incident) => void;
  readonly factsOf: (incident: Incident, check: Check) => Promise<IncidentFacts>;
}

/** Drives the reducer: holds every check's state, gives it events, carries out its effects. */
export class Alerting {
  readonly #input: AlertingInput;
  readonly #states = new Map<string, CheckState>();
  readonly #wakes: TimerQueue;

  constructor(input: AlertingInput) {
    this.#input = input;
    this.#wakes = createTimerQueue(input.clock, (id) => {
      const check = input.check(id);
      if (check) this.apply(check, { kind: "tick" });
    });
  }

  state(checkId: string): CheckState {
    return this.#states.get(checkId) ?? initialState(this.#input.clock.now());
  }

  /** Takes the states that the store remembers. */
  restore(states: ReadonlyMap<string, CheckState>): void {
    for (const [id, state] of states) this.#states.set(id, state);
  }

  /** Ids of all checks that have a state. */
  known(): readonly string[] {
    return [...this.#states.keys()];
  }

  /** Applies one event; `also` is written in the same transaction as what follows from it. */
  apply(check: Check, event: AlertEvent, also?: Pick<Change, "runs">): void {
    const { clock, overlays, record, onState } = this.#input;
    const now = clock.now();
    const { overlays: over, nextChangeAt } = overlays.at(check, now);
    const before = this.state(check.id);
    const { state, effects } = reduce(before, event, now, {
      checkId: check.id,
      rules: check.rules,
      overlays: over,
      channels: check.notify,
    });
    this.#states.set(check.id, state);
    this.#wakes.delete(check.id);
    if (nextChangeAt !== undefined) this.#wakes.set(check.id, nextChangeAt);
    const change = this.#carryOut(check, effects, now);
    record({ ...also, ...change, states: [{ checkId: check.id, state }] });
    if (event.kind !== "outcome" || state.state !== before.state) onState(check, state);
  }

  /** Forgets a check that left the configuration, after closing its incident. */
  remove(check: Check): void {
    this.apply(check, { kind: "remove" });
    this.#wakes.delete(check.id);
    this.#states.delete(check.id);
    this.#input.record({ states: [{ checkId: check.id, state: undefined }] });
  }

  stop(): void {
    this.#wakes.stop();
  }

  #carryOut(check: Check, effects: readonly AlertEffect[], now: number): Change {
    const incidents: Incident[] = [];
    const events: IncidentEvent[] = [];
    const notifications: (() => Promise<Notification>)[] = [];
    for (const effect of effects) {
      switch (effect.kind) {
        case "save-incident":
          incidents.push(effect.incident);
          this.#input.onIncident(effect.incident);
          break;
        case "record":
          events.push(effect.event);
          break;
        case "notify":
          notifications.push(() => this.#notification(effect, check, now));
          break;
        case "recheck":
          this.#input.recheck(check.id, effect.at);
          break;
        case "wake":
          this.#wakes.set(check.id, Math.min(effect.at, this.#wakes.due(check.id) ?? effect.at));
          break;
      }
    }
    return { incidents, events, notifications };
  }

  async #notification(
    effect: Extract<AlertEffect, { kind: "notify" }>,
    check: Check,
    createdAt: number,
  ): Promise<Notification> {
    return {
      id: this.#input.newId(),
      channel: effect.channel,
      kind: effect.notification,
      incidentId: effect.incident.id,
      sequence: effect.sequence,
      createdAt,
      facts: [await this.#input.factsOf(effect.incident, check)],
    };
  }
}
