import type { CheckType } from "../core/check-type.ts";
import type { Notifier } from "../core/notifier.ts";
import type { Sink } from "../core/sink.ts";

/** What a configuration can name: handed in, so that reading one needs no network code. */
export interface Catalogue {
  readonly checkTypes: readonly CheckType[];
  readonly notifiers: readonly Notifier[];
  readonly sinks: readonly Sink[];
}
