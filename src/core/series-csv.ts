import { csvLine, guardedText } from "./csv.ts";
import type { Unit } from "./outcome.ts";

/** One number of a series as a line of CSV. */
export interface SeriesRow {
  /** A day as its source cuts it, or the beginning of a run or an hour: ISO 8601, UTC. */
  readonly time: string;
  readonly check: string;
  readonly reading: string;
  /** Empty: the whole. */
  readonly part: string;
  readonly partTitle: string;
  readonly unit: Unit;
  readonly value: number;
  /** It may still be corrected: the day or the hour is not over, or its source still counts. */
  readonly provisional: boolean;
}

/** The first line. Columns keep their place; a new one would come last. */
export const seriesCsvHead = csvLine([
  "time",
  "check",
  "reading",
  "part",
  "part_title",
  "unit",
  "value",
  "provisional",
]);

/** Texts that come from outside are guarded against being run as formulas; numbers stay numbers, negative ones too. */
export const seriesCsvLine = (row: SeriesRow): string =>
  csvLine([
    row.time,
    row.check,
    row.reading,
    guardedText(row.part),
    guardedText(row.partTitle),
    row.unit,
    row.value,
    String(row.provisional),
  ]);
