import type { Retention, RunRecord, Store } from "../../src/core/store.ts";
import { openStore } from "../../src/stores/registry.ts";
import { answerTasks, inputOf } from "../measure/answer-tasks.ts";
import { quantileOf, sortedOf } from "../measure/statistics.ts";
import { ownCpuUs } from "../measure/usage.ts";
import { batchOf, createPastCheck, createRandom, pastRuns, takeRuns, type PastCheck } from "./generated.ts";

export interface ReadWish {
  readonly file: string;
  /** Days of history of the one check that runs every minute. */
  readonly days: number;
  /** Interval of the hundred others. */
  readonly othersEveryMs: number;
  readonly repeats: number;
}

export interface ReadFinding {
  readonly runs: number;
  /** What making the history cost, in CPU microseconds per run. */
  readonly fillCpuUs: number;
  readonly reads: readonly {
    readonly what: string;
    readonly p50: number;
    readonly p99: number;
    readonly cpuMs: number;
  }[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const batchSize = 83;
/** The past is made in fewer, larger steps than it would have been lived in: it ends the same. */
const pastBatchSize = 1000;
const keepEveryMs = 6 * hourMs;
const retention: Retention = {
  runs: 30 * dayMs,
  hours: 400 * dayMs,
  days: 3650 * dayMs,
  incidents: 3650 * dayMs,
};
/** The end of the generated history: in the middle of a day, so that an hour and a day are still open. */
const now = Date.UTC(2026, 10, 20, 14, 37);

/** Writes a history as the product would have: in the order of time, rolled up and pruned meanwhile. */
const fill = async (store: Store, checks: readonly PastCheck[], from: number): Promise<number> => {
  let batch: RunRecord[] = [];
  let runs = 0;
  let keepAt = from + keepEveryMs;
  for (const run of pastRuns(checks, from, now)) {
    batch.push(run);
    runs += 1;
    if (batch.length === pastBatchSize) {
      await store.write(batchOf(batch));
      batch = [];
    }
    if (run.slot < keepAt) continue;
    await store.housekeeping.rollUp(run.slot, "UTC");
    if (keepAt % dayMs < keepEveryMs) while (await store.housekeeping.prune(run.slot, retention, 5000));
    keepAt += keepEveryMs;
  }
  await store.write(batchOf(batch));
  await store.housekeeping.rollUp(now, "UTC");
  return runs;
};

const readsOf = (
  { runs }: Store,
  minute: PastCheck,
  others: readonly PastCheck[],
  days: number,
): Readonly<Record<string, () => Promise<unknown>>> => {
  const checkId = minute.id;
  const whole = { from: now - days * dayMs, to: now };
  const quarter = { from: now - Math.min(days, 90) * dayMs, to: now };
  const checkIds = others.map(({ id }) => id);
  return {
    "year of one check: percentiles": () => runs.distribution({ checkId, reading: "latency", ...whole }),
    "year of one check: chart of 1,000 points": () =>
      runs.series({ checkId, reading: "latency", points: 1000, ...whole }),
    "90 days of uptime of 100 checks": () => runs.counts({ checkIds, ...quarter }),
    "90 days of uptime of 100 checks, by day": () =>
      Promise.all(checkIds.map((id) => runs.strip({ checkId: id, buckets: 90, ...quarter }))),
    "24 h of one check: 1,440 runs": () => runs.list({ checkId, limit: 1440 }),
    "24 h of one check: chart of 390 points": () =>
      runs.series({ checkId, reading: "latency", points: 390, from: now - dayMs, to: now }),
  };
};

/** Fills a store, then reads from it with a batch written before every read. */
const fillAndRead = async ({ file, days, othersEveryMs, repeats }: ReadWish): Promise<ReadFinding> => {
  const store = openStore(`sqlite:${file}`);
  const random = createRandom(11);
  const minute = createPastCheck("minute", 60_000, random);
  const others = Array.from({ length: 100 }, (_, index) =>
    createPastCheck(`other-${index}`, othersEveryMs, random),
  );
  const before = ownCpuUs();
  // The others' past is as long as their longest read asks for.
  const otherFrom = now - Math.min(days, 90) * dayMs;
  let runs = await fill(store, [minute], now - days * dayMs);
  runs += await fill(store, others, otherFrom);
  const fillCpuUs = (ownCpuUs() - before) / runs;
  const fresh = pastRuns(
    [minute, ...others].map((check) => ({ ...check, everyMs: 1000, phaseMs: 0 })),
    now,
    now + dayMs,
  );
  const reads = [];
  for (const [what, read] of Object.entries(readsOf(store, minute, others, days))) {
    const ms: number[] = [];
    let cpuUs = 0;
    for (let turn = 0; turn < repeats; turn++) {
      await store.write(batchOf(takeRuns(fresh, batchSize)));
      const began = performance.now();
      const cpuBegan = ownCpuUs();
      await read();
      cpuUs += ownCpuUs() - cpuBegan;
      ms.push(performance.now() - began);
    }
    const sorted = sortedOf(ms);
    const cpuMs = cpuUs / 1000 / repeats;
    reads.push({ what, p50: quantileOf(sorted, 0.5), p99: quantileOf(sorted, 0.99), cpuMs });
  }
  await store.close();
  return { runs, fillCpuUs, reads };
};

answerTasks({ read: (input) => fillAndRead(inputOf<ReadWish>(input)) });
