import type { Unit } from "./outcome.ts";

/**
 * What a check's source dates itself and may correct later, kept beside the check's runs and never deleted by
 * retention: numbers of whole days, tables as they were shown, the entries of a feed; and what the check's own code has
 * to remember from run to run.
 */

/** A calendar day as the source cuts it: `2026-11-22`. Days compare as texts. */
export type Day = string;

/** The number of one day. One per (reading, part, day). A day that is not there is a gap, which is not zero. */
export interface DayValue {
  /** `commits`, `views`: `snake_case`, stable. Together with `part` it names a series. */
  readonly reading: string;
  /** Which part of the whole, by an identity that outlives renaming: a repository's numeric id. Empty: the whole. */
  readonly part: string;
  readonly day: Day;
  readonly value: number;
  readonly unit: Unit;
  /** The source may still correct it: the day is not over, or lies at an edge of what the source shows. */
  readonly provisional: boolean;
}

/** A table as its source showed it. Texts and numbers are free of secrets. */
export interface Snapshot {
  /** `referrers`, `paths`. */
  readonly name: string;
  readonly part: string;
  /** When it was fetched, epoch ms. */
  readonly at: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** One entry of a feed. */
export interface FeedEntry {
  /** What the feed identifies it by. */
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  /** Plain text, bounded. */
  readonly summary?: string;
  /** When its source says it appeared, epoch ms. */
  readonly publishedAt?: number;
  /** When it was first seen, epoch ms. */
  readonly seenAt: number;
}

/** The present name of a part: `octo/hello`. */
export interface PartTitle {
  readonly part: string;
  readonly title: string;
}

/** What becomes true together, in one transaction. */
export interface LedgerChange {
  readonly parts?: readonly PartTitle[];
  readonly days?: readonly DayValue[];
  /**
   * What a day's value becomes where there was one: the new one, or the greater of both (`max`), for sources that cut
   * off the edges of what they show; under `max` a day that was final stays so while its value holds. Default
   * `replace`.
   */
  readonly merge?: "replace" | "max";
  /** One per (name, part, at). */
  readonly snapshots?: readonly Snapshot[];
  /** Known ids keep their `seenAt`. The latest thousand of a check are kept. */
  readonly entries?: readonly FeedEntry[];
  /** By key; `null` forgets. */
  readonly memos?: Readonly<Record<string, string | null>>;
}

/** From `from` until before `to`. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** The ledger of one check. Every method rejects with a `StoreError`. */
export interface Ledger {
  /** What the check's code remembered under this key. */
  memo(key: string): Promise<string | undefined>;
  /** By day, then part. Without `part` those of every part and of the whole (whose part is empty). */
  days(query: DayRange & { readonly reading: string; readonly part?: string }): Promise<readonly DayValue[]>;
  /** The latest first. */
  snapshots(query: {
    readonly name: string;
    readonly part: string;
    readonly limit: number;
  }): Promise<readonly Snapshot[]>;
  /** The latest first, by `publishedAt`, else `seenAt`. */
  entries(limit: number): Promise<readonly FeedEntry[]>;
  parts(): Promise<readonly PartTitle[]>;
  /**
   * Durable when it resolves; all or nothing. Writing the same twice is harmless. Nothing else runs meanwhile, so write
   * at most a thousand day values at once (some 10 ms), each piece with the memo that says how far it goes.
   */
  write(change: LedgerChange): Promise<void>;
}

/** One series of day values that there is. */
export interface DaySeries {
  readonly reading: string;
  readonly part: string;
  readonly unit: Unit;
  /** The first and the last day with a value. */
  readonly first: Day;
  readonly last: Day;
}

/** A day value that was written, with its place in the order of all changes. */
export interface ChangedDay extends DayValue {
  readonly checkId: string;
  /** Grows with every change of a value; writing the value that is there changes nothing. */
  readonly sequence: number;
}

/** All ledgers of a store. */
export interface LedgerStore {
  of(checkId: string): Ledger;
  series(checkId: string): Promise<readonly DaySeries[]>;
  /** Which (name, part) there are snapshots of. */
  tables(checkId: string): Promise<readonly { readonly name: string; readonly part: string }[]>;
  /** Day values whose sequence is greater than `after`, in its order: for sinks that follow. */
  changes(after: number, limit: number): Promise<readonly ChangedDay[]>;
}
