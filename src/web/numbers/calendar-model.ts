import type { DayValues } from "../../http/page-schemas.ts";

const dayMs = 86_400_000;

/** One day of the heat map. */
export interface HeatCell {
  /** Midnight of the day as if it were in UTC, epoch ms. */
  readonly at: number;
  readonly value: number | null;
  /** 0 for zero, then 1 to 4; absent without a value. */
  readonly level?: 0 | 1 | 2 | 3 | 4;
  readonly isOpen: boolean;
}

/** A week from its first day on; a day before or after the range is absent. */
export interface HeatWeek {
  readonly at: number;
  readonly days: readonly (HeatCell | undefined)[];
}

/** The weeks of a range, the oldest first. `firstDay` is the weekday that a week begins with, 0 for Sunday. */
export const heatWeeks = ({ from, values, provisional }: DayValues, firstDay: 0 | 1): readonly HeatWeek[] => {
  const begin = Date.parse(`${from}T00:00:00Z`);
  const lead = (new Date(begin).getUTCDay() - firstDay + 7) % 7;
  const levelOf = levels(values);
  const cells = values.map((value, index): HeatCell => {
    const cell = { at: begin + index * dayMs, value, isOpen: provisional.includes(index) };
    return value === null ? cell : { ...cell, level: levelOf(value) };
  });
  const weeks = Math.ceil((lead + values.length) / 7);
  return Array.from({ length: weeks }, (_, week) => ({
    at: begin + (week * 7 - lead) * dayMs,
    days: Array.from({ length: 7 }, (_, day) => cells[week * 7 + day - lead]),
  }));
};

/** By quarters of the values there are, so that one great day does not make all others pale. */
const levels = (values: readonly (number | null)[]): ((value: number) => NonNullable<HeatCell["level"]>) => {
  const known = values.filter((value) => value !== null).filter((value) => value !== 0);
  const ordered = [...new Set(known)].sort((left, right) => left - right);
  const shares = known.toSorted((left, right) => left - right);
  const bounds = [0.25, 0.5, 0.8].map((share) => shares[Math.floor(share * (shares.length - 1))] ?? Infinity);
  const few = ordered.length <= 4;
  return (value) => {
    if (value === 0) return 0;
    // Few different values: one level for each, the greatest the darkest.
    const above = few
      ? ordered.filter((one) => one > value).length
      : bounds.filter((one) => value <= one).length;
    return levelsFromTop[above] ?? 1;
  };
};

const levelsFromTop = [4, 3, 2, 1] as const;
