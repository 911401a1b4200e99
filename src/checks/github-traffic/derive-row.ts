import { windowDays } from "./metrics.ts";

/** Numbers by day, days counted since 1970. */
export type ByDay = ReadonlyMap<number, number>;

/** A source that contradicts itself. */
class Contradiction extends Error {}

/** What is known of a row's days; an instance serves one derivation. */
class Deduction {
  readonly days: Map<number, number>;
  isChanged = false;

  constructor(known: ByDay) {
    this.days = new Map(known);
  }

  #set(day: number, value: number): void {
    if (value < 0) throw new Contradiction();
    this.days.set(day, value);
    this.isChanged = true;
  }

  /** The sum of fourteen days: it tells the only one that is unknown, and that all unknown are zero. */
  takeTotal(day: number, total: number): void {
    const window = Array.from({ length: windowDays }, (_, back) => day - back);
    const unknown = window.filter((one) => !this.days.has(one));
    const rest = window.reduce((left, one) => left - (this.days.get(one) ?? 0), total);
    if (rest < 0 || (unknown.length === 0 && rest > 0)) throw new Contradiction();
    if (rest === 0) for (const one of unknown) this.#set(one, 0);
    else if (unknown.length === 1) for (const one of unknown) this.#set(one, rest);
  }

  /** From one sum to the next a day comes in and the one fourteen days before goes out. */
  takeStep(day: number, difference: number): void {
    const [entered, left] = [this.days.get(day), this.days.get(day - windowDays)];
    if (entered !== undefined && left !== undefined) {
      if (entered - left !== difference) throw new Contradiction();
    } else if (left !== undefined) this.#set(day, left + difference);
    else if (entered !== undefined) this.#set(day - windowDays, entered - difference);
  }
}

/**
 * The numbers of single days that follow from rolling sums: `totals` has the sum of the fourteen days that end with a
 * day, `known` days that are known. Only what is certain is derived; nothing at all where the numbers contradict each
 * other, as after a correction of the source.
 */
export const deriveRow = (totals: ByDay, known: ByDay): ByDay => {
  const deduction = new Deduction(known);
  try {
    do {
      deduction.isChanged = false;
      for (const [day, total] of totals) {
        deduction.takeTotal(day, total);
        const before = totals.get(day - 1);
        if (before !== undefined) deduction.takeStep(day, total - before);
      }
    } while (deduction.isChanged);
  } catch (error) {
    if (error instanceof Contradiction) return new Map();
    throw error;
  }
  return new Map([...deduction.days].filter(([day]) => !known.has(day)));
};
