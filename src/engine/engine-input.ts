import type { Clock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import type { Notification } from "../core/notification.ts";
import type { Store } from "../core/store.ts";
import type { WorkerSurroundings } from "./delivery/channel-worker.ts";
import type { Vitals } from "./lookout.ts";
import type { Execute } from "./runner.ts";

/** Where probes run, when not in this thread. */
export interface ProbeThreads {
  readonly execute: Execute;
  vitals(): Pick<Vitals, "workers" | "workerRestartsTotal">;
  stop(): Promise<void>;
}

export interface EngineInput {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Puts a notification into words, in the language and time zone of the configuration. */
  readonly render: (
    config: Config,
    kind: Notification["kind"],
    facts: Notification["facts"],
  ) => ReturnType<WorkerSurroundings["render"]>;
  /** Replaces the known secrets of the configuration that runs. */
  readonly redact: (text: string) => string;
  /** True when a TCP connection to `host:port` can be opened. Never rejects. */
  readonly reach: (address: string) => Promise<boolean>;
  /** One line for the operator, without secrets. */
  readonly log: (line: string) => void;
  /** Absent: probes run in this thread. */
  readonly probes?: ProbeThreads;
}
