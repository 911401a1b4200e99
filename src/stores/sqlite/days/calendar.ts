import { nextDay, startOfDay } from "../../../core/time-zone.ts";

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly ends: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The most hours that a day touches: one of 25 that begins in the middle of an hour. */
export const mostHours = 26;

/** Which hour of its day an instant lies in. Hours are those of UTC: the first and the last may be cut. */
export const hourOf = (dayStart: number, at: number): number =>
  Math.floor(at / hourMs) - Math.floor(dayStart / hourMs);

/** The part of an hour that belongs to the day. */
export const hourSpan = ({ start, ends }: Span, hour: number): Span => {
  const from = (Math.floor(start / hourMs) + hour) * hourMs;
  return { start: Math.max(start, from), ends: Math.min(ends, from + hourMs) };
};

/** Which day an instant lies in, in one time zone. */
export interface Calendar {
  readonly zone: string;
  dayAt(at: number): Span;
}

/** Remembers days: Intl takes longer to find one than it takes to roll one up. */
export const createCalendar = (zone: string): Calendar => {
  const days = new Map<number, Span>();
  return {
    zone,
    dayAt: (at) => {
      const key = Math.floor(at / dayMs);
      const known = days.get(key);
      if (known && at >= known.start && at < known.ends) return known;
      const day = { start: startOfDay(at, zone), ends: nextDay(at, zone) };
      days.set(key, day);
      return day;
    },
  };
};
