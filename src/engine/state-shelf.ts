import { lookBack } from "../core/alert/confirm.ts";
import { settle, unsettle } from "../core/alert/settled.ts";
import type { AlertRules, CheckState } from "../core/alert/types.ts";
import { grownFloats, grownInts } from "./columns.ts";

/** Places in the column of a seat: since, good, eased, at. */
const width = 4;

/**
 * Keeps the state of every check by seat. Settled states, which are nearly all, lie there as six numbers and are made
 * whole when somebody asks.
 */
export class StateShelf {
  readonly #whole: (CheckState | undefined)[] = [];
  #times = new Float64Array(64);
  /** How many outcomes a settled check looked back on; 0 for what is not settled. */
  #counts = new Int32Array(64);
  #sequences = new Int32Array(64);
  /** Number of the location that voted. */
  #voters = new Int32Array(64);
  readonly #locations: string[] = [];

  get(seat: number): CheckState | undefined {
    if ((this.#counts[seat] ?? 0) === 0) return this.#whole[seat];
    const [since = 0, good = 0, eased = 0, at = 0] = this.#times.subarray(seat * width, seat * width + width);
    return unsettle({
      since,
      good,
      eased,
      at,
      location: this.#locations[this.#voters[seat] ?? 0] ?? "",
      count: this.#counts[seat] ?? 0,
      sequence: this.#sequences[seat] ?? 0,
    });
  }

  has(seat: number): boolean {
    return (this.#counts[seat] ?? 0) > 0 || this.#whole[seat] !== undefined;
  }

  set(seat: number, state: CheckState, rules: AlertRules | undefined): void {
    const small = rules && settle(state, rules);
    this.#makeRoom(seat);
    this.#whole[seat] = small ? undefined : state;
    this.#counts[seat] = small?.count ?? 0;
    if (!small) return;
    this.#times[seat * width] = small.since;
    this.#times[seat * width + 1] = small.good;
    this.#times[seat * width + 2] = small.eased;
    this.#times[seat * width + 3] = small.at;
    this.#sequences[seat] = small.sequence;
    const known = this.#locations.indexOf(small.location);
    this.#voters[seat] = known < 0 ? this.#locations.push(small.location) - 1 : known;
  }

  delete(seat: number): void {
    this.#whole[seat] = undefined;
    this.#counts[seat] = 0;
  }

  /** True when a good outcome at `location` leaves what is there as it is; `location` absent: when a tick does. */
  isSettled(seat: number, rules: AlertRules, location?: string): boolean {
    const count = this.#counts[seat] ?? 0;
    if (count === 0 || count !== lookBack(rules)) return false;
    return location === undefined || this.#locations[this.#voters[seat] ?? 0] === location;
  }

  /** Since when the check is in its state; 0 for a seat without one. */
  since(seat: number): number {
    const isSmall = (this.#counts[seat] ?? 0) > 0;
    return (isSmall ? this.#times[seat * width] : this.#whole[seat]?.since) ?? 0;
  }

  #makeRoom(seat: number): void {
    this.#times = grownFloats(this.#times, (seat + 1) * width);
    this.#counts = grownInts(this.#counts, seat + 1);
    this.#sequences = grownInts(this.#sequences, seat + 1);
    this.#voters = grownInts(this.#voters, seat + 1);
  }
}
