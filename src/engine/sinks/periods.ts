import type { SinkConfig } from "../../core/config.ts";
import type { SinkTime } from "../../core/sink.ts";
import { nextDay, startOfDay } from "../../core/time-zone.ts";

const hourMs = 3_600_000;
/** Far enough from both ends of a day, however clocks change in it. */
const noonMs = 11 * hourMs;

/** The days or hours that readings are summarised over. */
export interface Periods {
  /** The beginning of the period that an instant lies in. */
  start(at: number): number;
  /** The beginning of the period after it. */
  next(at: number): number;
  when(start: number): SinkTime;
}

const hours: Periods = {
  start: (at) => Math.floor(at / hourMs) * hourMs,
  next: (at) => (Math.floor(at / hourMs) + 1) * hourMs,
  when: (start) => ({ kind: "instant", at: start }),
};

export const periodsOf = (per: Exclude<SinkConfig["per"], "run">, timezone: string): Periods => {
  if (per === "hour") return hours;
  const dates = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
  });
  return {
    start: (at) => startOfDay(at, timezone),
    next: (at) => nextDay(at, timezone),
    when: (start) => {
      const parts = Object.fromEntries(
        dates.formatToParts(start + noonMs).map(({ type, value }) => [type, value]),
      );
      const { year = "", month = "", day = "" } = parts;
      return {
        kind: "day",
        day: `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`,
      };
    },
  };
};
