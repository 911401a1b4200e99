import type { Clock } from "./clock.ts";
import { validated } from "./check-type.ts";
import type { Day } from "./ledger.ts";
import type { Unit } from "./outcome.ts";
import type { OptionsSchema, OutputOf } from "./schema.ts";

/** One reading of a check, or of a part of what it looks at: what a column, a metric or a time series is made of. */
export interface SinkSeries {
  readonly checkId: string;
  readonly reading: string;
  /** Which part of the whole, by an identity that outlives renaming. Empty: the whole. */
  readonly part: string;
  /** The part's present name, for people; absent for the whole and where there is none. */
  readonly partTitle?: string;
  readonly unit: Unit;
}

/** What a point's number belongs to: a whole day, or the period or run that began at `at`, epoch ms. */
export type SinkTime =
  | { readonly kind: "day"; readonly day: Day }
  | { readonly kind: "instant"; readonly at: number };

/** One number for a sink. (Series, time) is its key: a later point with the same key replaces the one before. */
export interface SinkPoint {
  readonly series: SinkSeries;
  readonly when: SinkTime;
  /** Finite. */
  readonly value: number;
  /** A later point with this key may correct it: the day or the hour is not over, or its source still counts. */
  readonly provisional: boolean;
}

/** How a write ended. Texts are English, bounded and free of secrets. */
export type SinkResult =
  /** All points are where they belong. */
  | { readonly kind: "taken" }
  /**
   * All points were taken, yet somebody changed the place at the same time, so that some may have come to lie in wrong
   * cells: everything is to be written again from the beginning.
   */
  | { readonly kind: "misplaced"; readonly detail: string }
  /** A limit was met, ours or the service's: wait, this is not a failure. */
  | { readonly kind: "wait"; readonly retryAfterMs: number; readonly detail: string }
  /** Not all are known to have been taken; worth another try. `retryAfterMs` is the service's own hint. */
  | { readonly kind: "failed"; readonly retryAfterMs?: number; readonly detail: string }
  /** Will not be taken before a person changes something. */
  | { readonly kind: "refused"; readonly detail: string; readonly remedy: string }
  /** The credential is refused, or may not write there. */
  | { readonly kind: "unauthorized"; readonly detail: string; readonly remedy: string };

/** A configured sink: writes to one place. */
export interface OpenSink {
  /** The most points of one `write`. */
  readonly maxPoints: number;
  /**
   * Writes points, each key at most once, in the order of their time. Anything may be written again, whole or in part,
   * in another batch, after a crash or from the beginning: the last value of a key stands, once. Never rejects.
   */
  write(points: readonly SinkPoint[], signal: AbortSignal): Promise<SinkResult>;
  /** Asks whether the credential works and the place is there, without writing. Absent where nothing can be asked. */
  verify?(signal: AbortSignal): Promise<SinkResult>;
  /** Releases what it holds. */
  close?(): Promise<void>;
}

/** What a sink remembers from one start to the next: small texts by key, without secrets. */
export interface SinkMemory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, text: string): Promise<void>;
}

export interface SinkSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file named in the options, relative to the configuration file. Throws when it cannot. */
  readonly readFile: (path: string) => string;
  /** The folder of the configuration file, absolute: paths in options start here. */
  readonly folder: string;
  readonly redact: (text: string) => string;
  /** The sink's id, for messages. */
  readonly sinkId: string;
  readonly memory: SinkMemory;
}

/** The code behind a sink's `type: …`. One file each. */
export interface Sink<Name extends string = string> {
  readonly type: Name;
  readonly summary: string;
  readonly options: OptionsSchema;
  /**
   * No network here.
   * @throws {Error} when the options contradict each other or a file is missing
   */
  open(raw: unknown, surroundings: SinkSurroundings): OpenSink;
}

/** Declares a sink; the options' type stays inside, so registries need no casts. */
export const defineSink = <Name extends string, S extends OptionsSchema>(definition: {
  readonly type: Name;
  readonly summary: string;
  readonly options: S;
  readonly open: (options: OutputOf<S>, surroundings: SinkSurroundings) => OpenSink;
}): Sink<Name> => ({
  type: definition.type,
  summary: definition.summary,
  options: definition.options,
  open: (raw, surroundings) => definition.open(validated(definition.options, raw), surroundings),
});
