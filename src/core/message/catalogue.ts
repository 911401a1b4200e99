import type { NotificationKind, Severity } from "../incident.ts";
import type { ReasonCode } from "../reason.ts";

/** A moment as a clock on the wall of the reader's time zone shows it. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** `HH:MM`, 24 hours. */
  readonly time: string;
}

export type DurationUnit = "ms" | "s" | "min" | "h" | "d";

/** Names that check types have themselves; others are shown as they are. */
export type KnownName =
  | "latency"
  | "dns"
  | "connect"
  | "tls"
  | "first_byte"
  | "transfer"
  | "status"
  | "status_code"
  | "size"
  | "body"
  | "header"
  | "json"
  | "certificate"
  | "cert_expiry"
  | "protocol"
  | "duration"
  | "entries"
  | "new_entries"
  | "age_of_newest";

type FieldLabel = "severity" | "target" | "group" | "slow" | "timing" | "acknowledged" | "flapping" | "more";

/** What the sentences about one incident are made of: every value is already in the reader's language. */
export interface IncidentWords {
  readonly title: string;
  readonly severity: Severity;
  /** What was seen against what was expected. */
  readonly seen: string;
  readonly since: string;
  /** How long so far, or how long it was. */
  readonly lasted: string;
  /** From when to when; only for closed incidents. */
  readonly period: string;
  readonly acknowledgedBy: string;
}

/** How many incidents of a storm are in each state. */
interface StormCounts {
  readonly down: number;
  readonly degraded: number;
  readonly closed: number;
}

/** Everything Hinomi says in one language. A key missing in a language is a type error. */
export interface Catalogue {
  readonly severities: Readonly<Record<Severity, string>>;
  readonly labels: Readonly<Record<FieldLabel, string>>;
  readonly names: Readonly<Record<KnownName, string>>;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
  readonly openLink: string;
  readonly listSeparator: string;

  readonly headline: {
    readonly problem: (severity: Severity, title: string) => string;
    readonly recovered: (title: string) => string;
    readonly removed: (title: string) => string;
    readonly storm: (open: number, total: number) => string;
    readonly test: (instance: string) => string;
  };
  readonly summary: {
    readonly problem: (words: IncidentWords) => string;
    readonly recovered: (words: IncidentWords) => string;
    readonly removed: (words: IncidentWords) => string;
    readonly storm: (counts: StormCounts) => string;
    readonly test: (instance: string) => string;
  };
  /** The line for the thread. `test` takes its summary, a storm its headline and summary. */
  readonly note: Readonly<Record<Exclude<NotificationKind, "test">, (words: IncidentWords) => string>> & {
    readonly removed: (words: IncidentWords) => string;
  };
  /** One incident's line in the summary of a storm. */
  readonly stormLine: (words: IncidentWords, closed: boolean) => string;

  readonly judged: (subject: string, actual: string, expected: string) => string;
  readonly seenExpected: (actual: string, expected: string) => string;
  readonly reasonDetail: (title: string, detail: string) => string;
  readonly slow: (phase: string, taken: string, usual: string) => string;
  readonly measured: (name: string, value: string) => string;
  readonly severityNow: (now: Severity, worst: Severity) => string;
  readonly acknowledged: (by: string, at: string) => string;
  readonly flapping: string;
  readonly more: (count: number) => string;

  readonly date: (wall: WallTime) => string;
  readonly moment: (date: string, time: string, zone: string) => string;
  /** `untilDate` is absent when both ends are on one day. */
  readonly period: (parts: {
    readonly date: string;
    readonly from: string;
    readonly untilDate?: string;
    readonly until: string;
    readonly lasted: string;
    readonly zone: string;
  }) => string;
  readonly quantity: (amount: string, unit: DurationUnit) => string;
  readonly quantitySeparator: string;
}
