/** What a part of the bench found. */
export interface Report {
  readonly part: string;
  /** Why nothing was measured. */
  readonly skipped?: string;
  /** Nothing was measured because something broke. */
  readonly failed?: boolean;
  readonly tables: readonly Table[];
  readonly bars: readonly Bar[];
  /** Ratios of CPU times within this run, kept by the history. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

export type Cell = string | number | undefined;

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A size that a number is judged by. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly want: "at most" | "at least";
}

export const atMost = (what: string, value: number, limit: number, unit: string): Bar => ({
  what,
  value,
  unit,
  limit,
  want: "at most",
});

export const atLeast = (what: string, value: number, limit: number, unit: string): Bar => ({
  ...atMost(what, value, limit, unit),
  want: "at least",
});

export const isMet = ({ value, limit, want }: Bar): boolean =>
  want === "at most" ? value <= limit : value >= limit;

export const skippedReport = (part: string, skipped: string): Report => ({
  part,
  skipped,
  tables: [],
  bars: [],
  ratios: {},
  notes: [],
});
