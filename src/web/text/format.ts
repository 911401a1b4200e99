import type { Words } from "../words/en.ts";
import { durationText } from "./duration.ts";

/** Writes times and numbers as one reader, in one language and time zone, says them. */
export interface Format {
  /** `07:02`. */
  clock(at: number): string;
  /** `07:02 GMT+9`. */
  zonedClock(at: number): string;
  /** `22 Nov, 07:02 GMT+9`. */
  zonedMoment(at: number): string;
  /** `22 Nov, 07:02`, with the year when it is not the one of `now`. */
  moment(at: number, now: number): string;
  /** `22 Nov`. */
  day(at: number): string;
  /** `22 Nov, 07:02:41`. */
  second(at: number): string;
  /** `1.2 s`, `8 min`, `2 h 5 min`. */
  duration(ms: number): string;
  /** How long something has been so, in whole seconds at least: `7 s`, `8 min`. */
  age(ms: number): string;
  /** `99.98%`, cut and never rounded: only what is whole is 100%. A dash for null. */
  ratio(share: number | null): string;
  /** A reading's value with its unit. */
  reading(value: number, unit: string): string;
}

const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const date = { day: "numeric", month: "short" } as const;
const styles = {
  clock: time,
  zonedClock: { ...time, timeZoneName: "short" },
  zonedMoment: { ...date, ...time, timeZoneName: "short" },
  moment: { ...date, ...time },
  second: { ...date, ...time, second: "2-digit" },
  momentWithYear: { year: "numeric", ...date, ...time },
  day: date,
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export const createFormat = (words: Words, timezone: string): Format => {
  const timeZone = knownZone(timezone);
  const made = new Map<string, Intl.DateTimeFormat>();
  const write = (style: keyof typeof styles): Intl.DateTimeFormat => {
    const format = made.get(style) ?? new Intl.DateTimeFormat(words.intl, { ...styles[style], timeZone });
    made.set(style, format);
    return format;
  };
  const percent = new Intl.NumberFormat(words.intl, {
    style: "percent",
    maximumFractionDigits: 2,
    roundingMode: "trunc",
  });
  const number = new Intl.NumberFormat(words.intl, { maximumFractionDigits: 2 });
  const year = new Intl.DateTimeFormat("en", { year: "numeric", timeZone });
  const duration = (ms: number) => durationText(ms, words);
  return {
    clock: (at) => write("clock").format(at),
    zonedClock: (at) => write("zonedClock").format(at),
    zonedMoment: (at) => write("zonedMoment").format(at),
    moment: (at, now) => write(year.format(at) === year.format(now) ? "moment" : "momentWithYear").format(at),
    day: (at) => write("day").format(at),
    second: (at) => write("second").format(at),
    duration,
    age: (ms) => duration(Math.max(1, Math.round(ms / 1000)) * 1000),
    ratio: (share) => (share === null ? "–" : percent.format(share)),
    reading(value, unit) {
      switch (unit) {
        case "ms":
          return duration(value);
        case "s":
          return duration(value * 1000);
        case "bytes":
          return bytesText(value, number);
        case "ratio":
          return percent.format(value);
        default:
          return number.format(value);
      }
    },
  };
};

/** The zone, or UTC for one that this runtime does not know. */
export const knownZone = (timezone: string): string => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
};

const bytesText = (bytes: number, number: Intl.NumberFormat): string => {
  const unit = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${number.format(bytes / 1000 ** unit)} ${["B", "kB", "MB", "GB"][unit]}`;
};
