import type { CheckState, Overlays, State } from "../core/alert/types.ts";
import { grownInts } from "./columns.ts";
import type { GroupTally, Tally } from "./lookout.ts";

const places = ["up", "degraded", "down", "unknown", "pending", "paused"] as const;
const placeOf: Readonly<Record<State | "paused", number>> = {
  up: 0,
  degraded: 1,
  down: 2,
  unknown: 3,
  pending: 4,
  paused: 5,
};
/** What else is counted, as bits above the place. */
const [maintenanceBit, silencedBit, flappingBit, seenBit] = [8, 16, 32, 64];

/** Counts of one group or of all: by place, then maintenance, silenced, flapping. */
type Counts = Int32Array<ArrayBuffer>;

/** How many checks stand how, in all and by group. Kept while they change, so that nobody has to count. */
export class Tallies {
  readonly #all: Counts = new Int32Array(places.length + 3);
  readonly #groups: { readonly name: string | undefined; readonly counts: Counts; checks: number }[] = [];
  readonly #numbers = new Map<string | undefined, number>();
  /** By seat: where it is counted, and its group. */
  #codes = new Int32Array(64);
  #groupOf = new Int32Array(64);

  /** Counts a check anew; true when it stands otherwise than before. */
  set(
    seat: number,
    group: string | undefined,
    state: Pick<CheckState, "state" | "flapping">,
    over: Overlays,
  ): boolean {
    const code =
      seenBit |
      placeOf[over.paused ? "paused" : state.state] |
      (over.maintenance ? maintenanceBit : 0) |
      (over.silenced ? silencedBit : 0) |
      (state.flapping ? flappingBit : 0);
    const number = this.#number(group);
    if (this.#codes[seat] === code && this.#groupOf[seat] === number) return false;
    this.delete(seat);
    this.#codes = grownInts(this.#codes, seat + 1);
    this.#groupOf = grownInts(this.#groupOf, seat + 1);
    this.#codes[seat] = code;
    this.#groupOf[seat] = number;
    this.#count(seat, 1);
    return true;
  }

  delete(seat: number): void {
    if ((this.#codes[seat] ?? 0) === 0) return;
    this.#count(seat, -1);
    this.#codes[seat] = 0;
  }

  /** Says in which order groups are listed: that in which their names are given. */
  order(names: Iterable<string | undefined>): void {
    let next = 0;
    const order = new Map<string | undefined, number>();
    for (const name of names) if (!order.has(name)) order.set(name, next++);
    this.#order = order;
  }
  #order: ReadonlyMap<string | undefined, number> = new Map();

  tally(): Tally {
    return tallyOf(this.#all);
  }

  groups(): readonly GroupTally[] {
    const rank = (name: string | undefined) => this.#order.get(name) ?? Number.POSITIVE_INFINITY;
    return this.#groups
      .filter(({ checks }) => checks > 0)
      .toSorted((left, right) => rank(left.name) - rank(right.name))
      .map(({ name, counts, checks }) => ({
        ...(name !== undefined && { group: name }),
        checks,
        tally: tallyOf(counts),
      }));
  }

  #number(name: string | undefined): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#groups.push({ name, counts: new Int32Array(this.#all.length), checks: 0 }) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  #count(seat: number, change: 1 | -1): void {
    const code = this.#codes[seat] ?? 0;
    const group = this.#groups[this.#groupOf[seat] ?? 0];
    if (!group) return;
    group.checks += change;
    for (const counts of [this.#all, group.counts]) {
      add(counts, code & 7, change);
      if (code & maintenanceBit) add(counts, places.length, change);
      if (code & silencedBit) add(counts, places.length + 1, change);
      if (code & flappingBit) add(counts, places.length + 2, change);
    }
  }
}

const add = (counts: Counts, place: number, change: number): void => {
  counts[place] = (counts[place] ?? 0) + change;
};

const tallyOf = (counts: Counts): Tally => {
  const [up = 0, degraded = 0, down = 0, unknown = 0, pending = 0, paused = 0] = counts;
  const [maintenance = 0, silenced = 0, flapping = 0] = counts.subarray(places.length);
  return { up, degraded, down, unknown, pending, paused, maintenance, silenced, flapping };
};
