import { fill } from "../text/fill.ts";
import type { Format } from "../text/format.ts";
import type { Words } from "../words/en.ts";

/** Writes the numbers and days of widgets. */
export interface Figures {
  /** A value with its unit, or with what the page's author calls it. */
  value(value: number, unit: string, label?: string): string;
  /** As short as an axis wants it. */
  short(value: number, unit: string): string;
  /** `22 Nov`; with the year when it is not this one. */
  day(day: string | number): string;
  /** `Nov`. */
  month(at: number): string;
  /** `Mon`. */
  weekday(at: number): string;
  /** `Sun 22 Nov 2026`. */
  fullDay(at: number): string;
  /** How a value stands to an earlier one, as a sign and in words; absent where they are the same. */
  change(
    value: number,
    before: number,
    unit: string,
    label?: string,
  ): { readonly sign: string; readonly words: string };
}

const timeZone = "UTC";
const styles = {
  day: { day: "numeric", month: "short", timeZone },
  dayWithYear: { day: "numeric", month: "short", year: "numeric", timeZone },
  month: { month: "short", timeZone },
  weekday: { weekday: "short", timeZone },
  fullDay: { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export const createFigures = (words: Words, format: Format, now: number): Figures => {
  const { intl, numbers } = words;
  const made = new Map<string, Intl.DateTimeFormat>();
  const write = (style: keyof typeof styles, at: number): string => {
    const found = made.get(style) ?? new Intl.DateTimeFormat(intl, styles[style]);
    made.set(style, found);
    return found.format(at);
  };
  const plain = new Intl.NumberFormat(intl, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(intl, { style: "percent", maximumFractionDigits: 1 });
  const compact = new Intl.NumberFormat(intl, { notation: "compact", maximumFractionDigits: 1 });
  const isPlain = (unit: string) => unit === "count" || unit === "code";
  const value = (number: number, unit: string, label?: string): string => {
    if (unit === "ratio" && label === undefined) return percent.format(number);
    const text = isPlain(unit) || label !== undefined ? plainOrCompact(number) : format.reading(number, unit);
    return label === undefined ? text : `${text} ${label}`;
  };
  const plainOrCompact = (number: number): string =>
    (Math.abs(number) >= 1e7 ? compact : plain).format(number);
  /** Between two shares lie points, not percent. */
  const amountOf = (number: number, unit: string): string =>
    unit === "ratio"
      ? fill(numbers.points, { n: compact.format(Math.round(number * 1000) / 10) })
      : value(number, unit);
  return {
    value,
    short: (number, unit) => (isPlain(unit) ? compact.format(number) : format.reading(number, unit)),
    day: (day) => {
      const at = typeof day === "number" ? day : Date.parse(`${day}T00:00:00Z`);
      const isThisYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
      return write(isThisYear ? "day" : "dayWithYear", at);
    },
    month: (at) => write("month", at),
    weekday: (at) => write("weekday", at),
    fullDay: (at) => write("fullDay", at),
    change: (number, before, unit, label) => {
      const difference = number - before;
      if (difference === 0) return { sign: "=", words: numbers.same };
      const amount = amountOf(Math.abs(difference), unit);
      const shown = label === undefined ? amount : `${amount} ${label}`;
      return difference > 0
        ? { sign: `▲\u00a0${amount}`, words: fill(numbers.more, { amount: shown }) }
        : { sign: `▼\u00a0${amount}`, words: fill(numbers.less, { amount: shown }) };
    },
  };
};
