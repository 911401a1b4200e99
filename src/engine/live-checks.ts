import type { CheckState, Overlays } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { RunRecord } from "../core/store.ts";
import { grownInts } from "./columns.ts";
import type { CheckPageQuery, LiveCheck } from "./lookout.ts";
import type { Roster } from "./roster.ts";

/** Where a check's fields are read from, by seat. */
export interface LiveSource {
  state(seat: number): CheckState;
  overlays(check: Check): Overlays;
  lastRun(seat: number, checkId: string): RunRecord | undefined;
  lastRunAt(seat: number): number | undefined;
  nextRunAt(seat: number): number | undefined;
}

/** A check as it stands when a field is asked for: 100,000 of these are made in a few milliseconds. */
class LiveView implements LiveCheck {
  readonly check: Check;
  readonly #seat: number;
  readonly #source: LiveSource;

  constructor(check: Check, seat: number, source: LiveSource) {
    this.check = check;
    this.#seat = seat;
    this.#source = source;
  }

  get state(): CheckState {
    return this.#source.state(this.#seat);
  }

  get overlays(): Overlays {
    return this.#source.overlays(this.check);
  }

  get lastRun(): RunRecord | undefined {
    return this.#source.lastRun(this.#seat, this.check.id);
  }

  get lastRunAt(): number | undefined {
    return this.#source.lastRunAt(this.#seat);
  }

  get nextRunAt(): number | undefined {
    return this.#source.nextRunAt(this.#seat);
  }
}

/** Lists checks: all, one, some, or those of a group. */
export class LiveChecks {
  readonly #roster: Roster;
  readonly #source: LiveSource;
  /** Seats by group, in the order of the configuration, and by seat its place there. */
  #groups = new Map<string | undefined, number[]>();
  #places = new Int32Array(64);

  constructor(roster: Roster, source: LiveSource) {
    this.#roster = roster;
    this.#source = source;
  }

  /** Follows the roster; answers the names of the groups in order. */
  arrange(): Iterable<string | undefined> {
    this.#groups = new Map();
    for (const seat of this.#roster.seats()) {
      const group = this.#roster.check(seat)?.group;
      const members = this.#groups.get(group) ?? [];
      if (members.length === 0) this.#groups.set(group, members);
      this.#places = grownInts(this.#places, seat + 1);
      this.#places[seat] = members.push(seat) - 1;
    }
    return this.#groups.keys();
  }

  all(): readonly LiveCheck[] {
    return this.of(this.#roster.seats());
  }

  of(seats: readonly number[]): readonly LiveCheck[] {
    const views: LiveCheck[] = [];
    for (const seat of seats) {
      const check = this.#roster.check(seat);
      if (check) views.push(new LiveView(check, seat, this.#source));
    }
    return views;
  }

  one(id: string): LiveCheck | undefined {
    const seat = this.#roster.seat(id);
    return seat === undefined ? undefined : this.of([seat])[0];
  }

  page({ group, after, limit }: CheckPageQuery): {
    readonly items: readonly LiveCheck[];
    readonly next?: string;
  } {
    const members = this.#groups.get(group) ?? [];
    const from = after === undefined ? 0 : this.#after(members, after);
    const items = this.of(members.slice(from, from + limit));
    const last = items.at(-1);
    return { items, ...(last && from + limit < members.length && { next: last.check.id }) };
  }

  /** The place after that of an id among the members; their end when it is none of them. */
  #after(members: readonly number[], id: string): number {
    const seat = this.#roster.seat(id);
    const place = seat === undefined ? -1 : (this.#places[seat] ?? -1);
    return seat !== undefined && members[place] === seat ? place + 1 : members.length;
  }
}
