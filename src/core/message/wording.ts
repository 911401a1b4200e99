import { durationParts } from "./duration-parts.ts";
import type { Judgement, Reading, Unit } from "../outcome.ts";
import type { ReasonCode } from "../reason.ts";
import type { Catalogue, KnownName, WallTime } from "./catalogue.ts";
import { english } from "./en.ts";
import { japanese } from "./ja.ts";
import type { Locale } from "./message.ts";
import { plainLine } from "./plain-text.ts";

const catalogues: Readonly<Record<Locale, Catalogue>> = { en: english, ja: japanese };

export const catalogueOf = (locale: Locale): Catalogue => catalogues[locale];

/** A few words for a reason code: `Connection refused`. */
export const reasonTitle = (code: ReasonCode, locale: Locale): string => catalogues[locale].reasons[code];

const isKnownName = (name: string): name is KnownName => Object.hasOwn(english.names, name);

/** A reading's name in words: `first_byte` is `First byte`. Unknown names lose their underscores. */
export const readingName = (name: string, locale: Locale): string =>
  isKnownName(name) ? catalogues[locale].names[name] : plainLine(name.replaceAll("_", " "), 60);

/** What a judgement looked at, in words: `header content-type` is `Header content-type`. */
export const subjectName = (subject: string, locale: Locale): string => {
  const [first = "", ...rest] = subject.split(" ");
  return plainLine([isKnownName(first) ? catalogues[locale].names[first] : first, ...rest].join(" "), 80);
};

/** How long something took, as people say it: `80 ms`, `1.9 s`, `8 min`, `2 h 5 min`. Two units at most. */
export const durationText = (ms: number, locale: Locale): string => {
  if (ms < 0) return `-${durationText(-ms, locale)}`;
  const { quantity, quantitySeparator } = catalogues[locale];
  return durationParts(ms, "brief")
    .map(({ n, unit }) => quantity(String(n), unit))
    .join(quantitySeparator);
};

const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const exponent = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${Math.round((bytes / 1000 ** exponent) * 10) / 10} ${["B", "kB", "MB", "GB"][exponent]}`;
};

const writers: Readonly<Record<Unit, (value: number, locale: Locale) => string>> = {
  ms: durationText,
  s: (value, locale) => durationText(value * 1000, locale),
  bytes: bytesText,
  ratio: (value) => `${Math.round(value * 1000) / 10} %`,
  count: String,
  code: String,
};

/** A reading's value with its unit, for people. */
export const readingValue = ({ value, unit }: Reading, locale: Locale): string =>
  writers[unit](value, locale);

/** What was seen against what was expected: `Status was 500, expected 200`. */
export const judgementText = (judgement: Judgement, locale: Locale): string =>
  catalogues[locale].judged(
    subjectName(judgement.subject, locale),
    plainLine(judgement.actual, 120),
    plainLine(judgement.expected, 120),
  );

/** Writes times as a reader in one zone says them. */
export interface TimeText {
  moment(at: number): string;
  /** From when to when, with how long. */
  period(from: number, until: number): string;
}

/** An unknown zone is read as UTC, and says so: a message is worth more than its time zone. */
export const createTimeText = (timezone: string, locale: Locale): TimeText => {
  const catalogue = catalogues[locale];
  const clock = zonedClock(timezone);
  const zone = clock.resolvedOptions().timeZone;
  return {
    moment: (at) => {
      const wall = wallTime(clock, at);
      return catalogue.moment(catalogue.date(wall), wall.time, zone);
    },
    period: (from, until) => {
      const [start, end] = [wallTime(clock, from), wallTime(clock, until)];
      const [date, untilDate] = [catalogue.date(start), catalogue.date(end)];
      return catalogue.period({
        date,
        from: start.time,
        ...(untilDate !== date && { untilDate }),
        until: end.time,
        lasted: durationText(until - from, locale),
        zone,
      });
    },
  };
};

const zonedClock = (timeZone: string): Intl.DateTimeFormat => {
  const parts = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  const build = (zone: string) =>
    new Intl.DateTimeFormat("en-US", { ...parts, hourCycle: "h23", calendar: "gregory", timeZone: zone });
  try {
    return build(timeZone);
  } catch {
    return build("UTC");
  }
};

const wallTime = (clock: Intl.DateTimeFormat, at: number): WallTime => {
  const found = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day] = [Number(found["year"]), Number(found["month"]), Number(found["day"])];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, time: `${found["hour"]}:${found["minute"]}` };
};
