import type { Clock } from "../core/clock.ts";
import type { ReasonCode } from "../core/reason.ts";
import { failedOutcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import type { RunRecord } from "../core/store.ts";

/** An answer about our own connection is good for this long. */
const freshMs = 5000;

/** Failures that a broken connection of our own would explain. */
const explained: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "dns-not-found",
  "dns-failure",
  "dns-timeout",
  "connect-unreachable",
  "connect-timeout",
  "connect-failed",
  "connection-reset",
  "tls-timeout",
  "first-byte-timeout",
  "run-timeout",
]);

/** Asks, when a run fails in a way that our own connection could explain, whether that connection works. */
export interface ConnectivityGuard {
  /**
   * The record as it may be judged: `unknown` while our own connection is down. At once when there is nothing to ask,
   * as for every good run: a promise per run would cost more than all the rest of this.
   */
  judge(record: RunRecord): RunRecord | Promise<RunRecord>;
  connected(): boolean;
}

export const createConnectivityGuard = (input: {
  readonly clock: Clock;
  /** `host:port` addresses; none means no guard. */
  readonly addresses: () => readonly string[];
  /** True when a connection to the address can be opened. Never rejects. */
  readonly reach: (address: string) => Promise<boolean>;
  /** Called once when the connection is lost and once when it is back. */
  readonly onChange: (connected: boolean) => void;
}): ConnectivityGuard => {
  let connected = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;

  const ask = (): Promise<boolean> => {
    if (input.clock.now() - askedAt < freshMs) return Promise.resolve(connected);
    asking ??= Promise.all(input.addresses().map(input.reach)).then((answers) => {
      asking = undefined;
      askedAt = input.clock.now();
      const now = answers.length === 0 || answers.includes(true);
      if (now !== connected) input.onChange(now);
      connected = now;
      return now;
    });
    return asking;
  };

  const settle = (record: RunRecord, isConnected: boolean): RunRecord => {
    const code = record.outcome.reason?.code;
    if (isConnected || code === undefined || !explained.has(code)) return record;
    const detail = `no connection of our own; the run itself ended with ${code}`;
    return { ...record, outcome: failedOutcome("unknown", reason("connectivity-lost", detail)) };
  };

  return {
    judge: (record) => {
      const code = record.outcome.reason?.code;
      const isSuspect = code !== undefined && explained.has(code);
      if (!isSuspect && connected) return record;
      return ask().then((isConnected) => settle(record, isConnected));
    },
    connected: () => connected,
  };
};
