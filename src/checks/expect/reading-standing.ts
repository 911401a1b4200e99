import { timeOfDay } from "../../core/day.ts";
import type { Reading, Unit } from "../../core/outcome.ts";
import { startOfDay } from "../../core/time-zone.ts";
import type { Redact } from "./judgement.ts";

/** What the judges of one expectation need of their check. */
export interface JudgeSurroundings {
  /** Where days begin and end, and what `by` is a time of: an IANA name. */
  readonly timezone: string;
  readonly redact: Redact;
}

/** What is known of a reading when it is judged. */
export interface Standing {
  /** Epoch ms. */
  readonly now: number;
  /** Of this run, or the last one where it may stand for a while. Absent: no value. */
  readonly reading?: Reading;
  /** When the latest value came about, whether or not it still stands, epoch ms. Absent: there was none ever. */
  readonly at?: number;
}

const unitWords: Readonly<Record<Unit, string>> = {
  ms: " ms",
  s: " s",
  bytes: " bytes",
  count: "",
  code: "",
  ratio: "",
};

/** A number without the dust of binary fractions. */
export const numberText = (value: number): string => String(Number(value.toPrecision(12)));

/** `12 ms`, `3`. */
export const valueText = ({ value, unit }: Reading): string => numberText(value) + unitWords[unit];

/** Minutes after midnight as `21:00`. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Whether what is due by a time of the day (minutes after midnight) is due at an instant of that day. */
export const isDue = (by: number | undefined, now: number, zone: string): boolean =>
  by === undefined || now >= timeOfDay(now, by, zone);

/** Whether a value that came about at `at` belongs to the day that `now` lies in. */
export const isOfToday = (at: number, now: number, zone: string): boolean => at >= startOfDay(now, zone);
