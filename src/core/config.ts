import type { Check } from "./check.ts";
import type { Locale } from "./message/message.ts";
import type { Channel } from "./notifier.ts";
import type { NumbersPage } from "./page.ts";
import type { SeriesSelector } from "./series-selector.ts";
import type { OpenSink, SinkMemory } from "./sink.ts";
import type { Retention } from "./store.ts";

/** A configured notifier. */
export interface ChannelConfig {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  /** Told when this channel is dead. */
  readonly fallback?: string;
  /** How long simultaneous first messages wait for each other, and from how many on they become one. */
  readonly group: { readonly waitMs: number; readonly storm: number };
  readonly fingerprint: string;
  /** Opens the notifier. Called once per running configuration. */
  readonly open: () => Channel;
}

/** A configured sink. */
export interface SinkConfig {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly series: readonly SeriesSelector[];
  /** What becomes one point of a reading that runs find. Numbers that a source dates itself are always per day. */
  readonly per: "day" | "hour" | "run";
  /** What a day or an hour of a reading that runs find is summarised to. */
  readonly value: SinkSummary;
  /** How far back the readings of runs are written the first time, ms. */
  readonly backfillMs: number;
  /** How often it is written to, ms. */
  readonly everyMs: number;
  readonly fingerprint: string;
  /**
   * Changes when something is written elsewhere or otherwise, and everything begins anew; not with a secret alone.
   * Free of secrets.
   */
  readonly progressKey: string;
  /** Opens the sink. Called once per running configuration. */
  readonly open: (memory: SinkMemory) => OpenSink;
}

export type SinkSummary = "last" | "mean" | "max" | "min" | "sum";

/** A planned window without new alerts. Checks keep running. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly title: string;
  /** Check ids or group names; empty for all. */
  readonly checks: readonly string[];
  /** Once, or by cron in an IANA zone. */
  readonly when:
    | { readonly kind: "once"; readonly from: number; readonly until: number }
    | {
        readonly kind: "cron";
        readonly cron: string;
        readonly timezone: string;
        readonly durationMs: number;
      };
}

export interface ServerConfig {
  /** Default `127.0.0.1`. */
  readonly host: string;
  readonly port: number;
  /** Address that people use to reach the page, for links in messages: `https://hinomi.example.com`. */
  readonly publicUrl?: string;
  /** Believe `X-Forwarded-For` and `X-Forwarded-Proto`. */
  readonly trustProxy?: boolean;
}

/** A validated configuration: what `hinomi.yaml` means. */
export interface Config {
  readonly title: string;
  /** IANA name; days are cut here. */
  readonly timezone: string;
  readonly locale: Locale;
  readonly location: string;
  readonly server: ServerConfig;
  /** `sqlite:<absolute path>` or `memory:`. */
  readonly store: string;
  readonly retention: Retention;
  readonly concurrency: {
    readonly total: number;
    readonly perHost: number;
    /** Threads that run checks; 0 for none beside the main one. */
    readonly workers: number;
  };
  /** `host:port` addresses; when none of them can be reached, Hinomi's own connection is down. Empty: no guard. */
  readonly connectivity: readonly string[];
  readonly channels: readonly ChannelConfig[];
  readonly checks: readonly Check[];
  readonly maintenance: readonly MaintenanceWindow[];
  readonly sinks: readonly SinkConfig[];
  /** Empty: one page is made of what there is. */
  readonly pages: readonly NumbersPage[];
  /** Every resolved secret, for redaction. Never printed. */
  readonly secrets: readonly string[];
}

/** One thing wrong with a configuration file. `line` and `column` are 1-based. */
export interface Problem {
  readonly level: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `checks[3].expect.latency.fail`. */
  readonly path: string;
  /** What was found, what is allowed, "did you mean". Never a secret. */
  readonly message: string;
}
