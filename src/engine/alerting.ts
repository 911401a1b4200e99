import { isDeepStrictEqual } from "node:util";
import { initialState, reduce } from "../core/alert/reduce.ts";
import type { AlertEffect, AlertEvent, CheckState } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Incident, IncidentEvent } from "../core/incident.ts";
import type { IncidentFacts, Notification } from "../core/notification.ts";
import type { RunRecord } from "../core/store.ts";
import type { OverlayBook } from "./overlays.ts";
import type { Change } from "./recorder.ts";
import type { Roster } from "./roster.ts";
import { StateShelf } from "./state-shelf.ts";
import type { Tallies } from "./tallies.ts";
import type { Lane, Timetable } from "./timetable.ts";

export interface AlertingInput {
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly roster: Roster;
  readonly overlays: OverlayBook;
  readonly tallies: Tallies;
  readonly newId: () => string;
  readonly record: (change: Change) => void;
  readonly recheck: (seat: number, at: number) => void;
  /** Called when a check's state, incident or overlays changed. */
  readonly onState: (check: Check, state: CheckState) => void;
  readonly onIncident: (incident: Incident) => void;
  readonly factsOf: (incident: Incident, check: Check) => Promise<IncidentFacts>;
}

/**
 * Drives the reducer: holds every check's state, gives it events, carries out its effects. A state is written when
 * the reducer made another one of it. That leaves out what says nothing new: good outcomes of a check that has
 * settled, ticks without a consequence, and checks of which nothing has been seen yet.
 */
export class Alerting {
  readonly #input: AlertingInput;
  readonly #shelf = new StateShelf();
  readonly #wakes: Lane;
  /** Seats of checks that have an incident. */
  readonly #open = new Set<number>();
  #blank: CheckState | undefined;

  constructor(input: AlertingInput) {
    this.#input = input;
    this.#wakes = input.timetable.lane((seat) => {
      const check = input.roster.check(seat);
      if (check) this.apply(check, { kind: "tick" });
    });
  }

  state(checkId: string): CheckState {
    const seat = this.#input.roster.seat(checkId);
    return this.stateAt(seat ?? -1);
  }

  stateAt(seat: number): CheckState {
    return this.#shelf.get(seat) ?? initialState(this.#input.clock.now());
  }

  /** Takes the states that the store remembers. The checks of the configuration have their seats already. */
  restore(states: ReadonlyMap<string, CheckState>): void {
    const { roster } = this.#input;
    for (const [id, state] of states) {
      const seat = roster.take(id);
      this.#keep(seat, state, roster.check(seat));
    }
  }

  /** Ids of all checks that have a state to remember. */
  known(): readonly string[] {
    return this.#input.roster.ids().filter((id) => !isBlank(this.state(id)));
  }

  /** Seats of checks that have an incident, the latest by `since` first. */
  open(limit: number): readonly number[] {
    const since = (seat: number) => this.#shelf.since(seat);
    return [...this.#open].sort((left, right) => since(right) - since(left)).slice(0, limit);
  }

  /** Takes in what a run found; the record is written in the same transaction as what follows from it. */
  take(seat: number, check: Check, record: RunRecord): void {
    const { status, reason, judgements, readings } = record.outcome;
    const isUp = status === "up" && !check.paused;
    if (isUp && this.#shelf.isSettled(seat, check.rules, record.location))
      return this.#input.record({ runs: [record] });
    const observation = { status, at: record.startedAt, ...(reason && { reason }), judgements, readings };
    const event: AlertEvent = { kind: "outcome", location: record.location, observation };
    this.apply(check, event, { runs: [record] });
  }

  /** Applies one event; `also` is written in the same transaction as what follows from it. */
  apply(check: Check, event: AlertEvent, also?: Pick<Change, "runs">): void {
    const { clock, overlays, roster, record, onState, tallies } = this.#input;
    const now = clock.now();
    const seat = roster.take(check.id);
    const { overlays: over, nextChangeAt } = overlays.at(check, now);
    const before = this.#shelf.get(seat) ?? this.#blankAt(now);
    const { state, effects } = reduce(before, event, now, {
      checkId: check.id,
      rules: check.rules,
      overlays: over,
      channels: check.notify,
    });
    const isNew = state !== before && !isSame(before, state, event);
    this.#keep(seat, isNew ? state : before, check);
    this.#wake(seat, effects, nextChangeAt);
    const isOther = tallies.set(seat, check.group, isNew ? state : before, over);
    const change = this.#carryOut(seat, check, effects, now);
    if (also || isNew || change) record({ ...also, ...change, ...(isNew && statesOf(check.id, state)) });
    const isNews = event.kind === "tick" ? isNew || isOther : state.state !== before.state || isOther;
    if (isNews || event.kind === "acknowledge" || event.kind === "remove") onState(check, state);
  }

  /** The same for a tick of a check over which nothing lies: next to nothing for one that has settled or is new. */
  tick(seat: number, check: Check): void {
    const { overlays, clock, tallies } = this.#input;
    const now = clock.now();
    const { overlays: over, nextChangeAt } = overlays.at(check, now);
    const isOpen = nextChangeAt === undefined && !over.paused && !over.maintenance && !over.silenced;
    const isCalm = isOpen && !this.#wakes.has(seat);
    if (isCalm && this.#shelf.isSettled(seat, check.rules))
      tallies.set(seat, check.group, { state: "up", flapping: false }, over);
    else if (isCalm && !this.#shelf.has(seat)) {
      this.#keep(seat, this.#blankAt(now), undefined);
      tallies.set(seat, check.group, { state: "pending", flapping: false }, over);
    } else this.apply(check, { kind: "tick" });
  }

  /** Has every check ticked soon, some at a time. */
  wakeAll(seats: readonly number[]): void {
    for (const seat of seats) this.#wakes.setIn(seat, 0);
  }

  /** Forgets a check that left the configuration, after closing its incident. Its seat is free afterwards. */
  remove(check: Check): void {
    const { roster, record, tallies } = this.#input;
    const seat = roster.take(check.id);
    this.apply(check, { kind: "remove" });
    record({ states: [{ checkId: check.id, state: undefined }] });
    this.#wakes.delete(seat);
    this.#shelf.delete(seat);
    tallies.delete(seat);
    roster.release(check.id);
  }

  #keep(seat: number, state: CheckState, check: Check | undefined): void {
    this.#shelf.set(seat, state, check?.rules);
    if (state.incident) this.#open.add(seat);
    else this.#open.delete(seat);
  }

  /** Checks of which nothing has been seen share one state. */
  #blankAt(now: number): CheckState {
    if (this.#blank?.since !== now) this.#blank = initialState(now);
    return this.#blank;
  }

  #wake(seat: number, effects: readonly AlertEffect[], nextChangeAt = Number.POSITIVE_INFINITY): void {
    let at = nextChangeAt;
    for (const effect of effects) if (effect.kind === "wake") at = Math.min(at, effect.at);
    if (at < Number.POSITIVE_INFINITY) this.#wakes.set(seat, at);
    else this.#wakes.delete(seat);
  }

  #carryOut(seat: number, check: Check, effects: readonly AlertEffect[], now: number): Change | undefined {
    if (effects.length === 0) return undefined;
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
          this.#input.recheck(seat, effect.at);
          break;
        case "wake":
          break;
      }
    }
    const isEmpty = incidents.length + events.length + notifications.length === 0;
    return isEmpty ? undefined : { incidents, events, notifications };
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

const statesOf = (checkId: string, state: CheckState): Pick<Change, "states"> => ({
  states: [{ checkId, state }],
});

/** True for a check of which nothing has been seen yet. */
const isBlank = ({ state, recent, unknownRun, incident }: CheckState): boolean =>
  state === "pending" && recent.length === 0 && unknownRun === undefined && incident === undefined;

/** An outcome is news unless the reducer says otherwise; a tick only when it changed something. */
const isSame = (before: CheckState, state: CheckState, event: AlertEvent): boolean =>
  event.kind === "tick" && ((isBlank(before) && isBlank(state)) || isDeepStrictEqual(before, state));
