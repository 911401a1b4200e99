import type { Check } from "../core/check.ts";

/**
 * Who is watched. Each check id has a seat: a small whole number that is its place in the columns of the engine. A
 * seat stays while the check is known and is given to another one afterwards.
 */
export class Roster {
  readonly #seats = new Map<string, number>();
  readonly #checks: (Check | undefined)[] = [];
  readonly #free: number[] = [];
  #order: readonly number[] = [];

  /** The seat of an id that is known. */
  seat(id: string): number | undefined {
    return this.#seats.get(id);
  }

  /** The seat of an id, a new one if need be. */
  take(id: string): number {
    const known = this.#seats.get(id);
    if (known !== undefined) return known;
    const seat = this.#free.pop() ?? this.#checks.length;
    this.#checks[seat] = undefined;
    this.#seats.set(id, seat);
    return seat;
  }

  /** All ids that have a seat. */
  ids(): readonly string[] {
    return [...this.#seats.keys()];
  }

  /** Forgets an id; its seat is free. */
  release(id: string): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    this.#seats.delete(id);
    this.#checks[seat] = undefined;
    this.#free.push(seat);
  }

  /** The configured check in a seat; nothing for one that has left the configuration and is being closed. */
  check(seat: number): Check | undefined {
    return this.#checks[seat];
  }

  /** The check of an id, if it is configured. */
  find(id: string): Check | undefined {
    const seat = this.#seats.get(id);
    return seat === undefined ? undefined : this.#checks[seat];
  }

  /**
   * Takes the checks of a configuration and calls `onSeat` for each, with what sat there before. Answers who is not
   * in it any more; their seats stay until released.
   */
  seatAll(
    checks: readonly Check[],
    onSeat: (seat: number, check: Check, before: Check | undefined) => void,
  ): readonly { readonly id: string; readonly check?: Check }[] {
    const isSeated = new Uint8Array(this.#checks.length + checks.length);
    const order: number[] = [];
    const left: { id: string; check?: Check }[] = [];
    for (const check of checks) {
      const seat = this.take(check.id);
      isSeated[seat] = 1;
      const known = this.#checks[seat];
      this.#checks[seat] = check;
      order.push(seat);
      onSeat(seat, check, known);
    }
    for (const [id, seat] of this.#seats) {
      if (isSeated[seat] === 1) continue;
      const check = this.#checks[seat];
      left.push({ id, ...(check && { check }) });
      this.#checks[seat] = undefined;
    }
    this.#order = order;
    return left;
  }

  /** Seats in the order of the configuration. */
  seats(): readonly number[] {
    return this.#order;
  }
}
