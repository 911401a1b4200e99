import { reason } from "../../src/core/reason.ts";
import type { Batch, RunRecord } from "../../src/core/store.ts";

/** A check of the generated past. */
export interface PastCheck {
  readonly id: string;
  readonly everyMs: number;
  readonly phaseMs: number;
  /** A few hundred of these are enough to look like life, and cost nothing to draw from. */
  readonly latencies: Float64Array;
}

/** The same numbers in every run of the bench: xorshift32. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Latencies around `middleMs` with a long tail, in whole hundredths of a millisecond like the product's. */
export const createPastCheck = (id: string, everyMs: number, random: () => number): PastCheck => {
  const middleMs = 5 + random() * 200;
  const latencies = Float64Array.from({ length: 509 }, () =>
    hundredths(middleMs * Math.exp((random() + random() + random() - 1.5) * 0.6)),
  );
  return { id, everyMs, phaseMs: Math.floor(random() * everyMs), latencies };
};

/** The run of a check at `slot` as the HTTP check records it; `order` numbers the check's runs. */
export const runAt = (check: PastCheck, slot: number, order: number): RunRecord => {
  const latency = check.latencies[order % check.latencies.length] ?? 0;
  const isDown = order % 2003 === 2002;
  const reading = (name: string, value: number) => ({ name, value: hundredths(value), unit: "ms" }) as const;
  const phases = [
    reading("latency", latency),
    reading("dns", 0.02),
    reading("connect", latency * 0.2),
    reading("first_byte", latency * 0.7),
    reading("transfer", latency * 0.08),
  ];
  return {
    checkId: check.id,
    location: "default",
    slot,
    startedAt: slot + (order % 7),
    durationMs: hundredths(latency + 0.21),
    outcome: isDown
      ? {
          status: "down",
          reason: reason("connect-refused", "connection refused by 127.0.0.1:9"),
          readings: [],
          judgements: [],
        }
      : {
          status: "up",
          readings: [
            ...phases,
            { name: "status_code", value: 200, unit: "code" },
            { name: "size", value: 500 + (order % 3), unit: "bytes" },
          ],
          judgements: [
            { subject: "status", expected: "200", actual: "200 OK", status: "up" },
            { subject: "latency", expected: "< 2 s", actual: `${latency} ms`, status: "up" },
            { subject: "json $.status", expected: 'eq "ok"', actual: '"ok"', status: "up" },
          ],
        },
  };
};

export const batchOf = (runs: readonly RunRecord[]): Batch => ({
  runs,
  states: [],
  incidents: [],
  events: [],
  notifications: [],
});

/** All runs of the checks between two times, in the order of time. */
export const pastRuns = function* (
  checks: readonly PastCheck[],
  from: number,
  to: number,
): Generator<RunRecord> {
  const next = checks.map((check) => from + check.phaseMs);
  const orders = checks.map(() => 0);
  const soonest = Math.min(...checks.map(({ everyMs }) => everyMs));
  for (let start = from; start < to; start += soonest)
    for (const [index, check] of checks.entries()) {
      const slot = next[index] ?? to;
      if (slot >= start + soonest || slot >= to) continue;
      const order = orders[index] ?? 0;
      next[index] = slot + check.everyMs;
      orders[index] = order + 1;
      yield runAt(check, slot, order);
    }
};

/** The next `count` runs. Not the iterator's own `take`, which would end it. */
export const takeRuns = (past: Iterator<RunRecord, unknown>, count: number): readonly RunRecord[] => {
  const runs: RunRecord[] = [];
  while (runs.length < count) {
    const next = past.next();
    if (next.done) break;
    runs.push(next.value);
  }
  return runs;
};
