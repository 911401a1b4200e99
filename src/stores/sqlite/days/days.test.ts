import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  badOutcome,
  batch,
  dayMs,
  goodOutcome,
  minuteMs,
  run,
  t0,
} from "../../../../test/contracts/store-samples.ts";
import { createListedHistory } from "../../../../test/support/listed-history.ts";
import { expectSameDistribution } from "../../../../test/support/same-distribution.ts";
import type { Outcome, Reading } from "../../../core/outcome.ts";
import type { RunRecord, RunStore } from "../../../core/store.ts";
import { createMemoryStore } from "../../memory/store.ts";
import { openDatabase } from "../database.ts";
import { createDictionary } from "../dictionary.ts";
import { readKept } from "./progress.ts";
import { createDayPruner, moveKept } from "./prune-days.ts";
import { createRoller } from "./roll-up.ts";
import { createStatistics } from "./statistics.ts";

const spanMinutes = 4 * 24 * 60;
const checkIds = ["orders", "mail"];
const zones = [
  "UTC",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "America/New_York",
  "Australia/Lord_Howe",
];

const instant = fc.oneof(
  fc.nat(spanMinutes).map((minute) => t0 + minute * minuteMs),
  fc.nat(spanMinutes * 6).map((tens) => t0 + tens * 10_000),
  fc.nat(spanMinutes * minuteMs).map((ms) => t0 + ms),
);

/** Milliseconds to the hundredth; numbers of any sign; numbers that no scale fits. */
const readings: fc.Arbitrary<readonly Reading[]> = fc
  .record(
    {
      latency: fc.nat(300_000).map((hundredths) => hundredths / 100),
      queue: fc.integer({ min: -50, max: 50 }),
      ratio: fc.constantFrom(1 / 3, Math.PI, -1e-7, 1e200),
    },
    { requiredKeys: [] },
  )
  .map(({ latency, queue, ratio }) => [
    ...(latency === undefined ? [] : [{ name: "latency", value: latency, unit: "ms" } as const]),
    ...(queue === undefined ? [] : [{ name: "queue", value: queue, unit: "count" } as const]),
    ...(ratio === undefined ? [] : [{ name: "ratio", value: ratio, unit: "ratio" } as const]),
  ]);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 4, arbitrary: readings.map((found) => ({ ...goodOutcome(), readings: found })) },
  readings.map((found) => ({ ...badOutcome, readings: found })),
  readings.map((found) => ({ ...badOutcome, readings: found, status: "degraded" as const })),
  fc.constant({ ...badOutcome, readings: [], status: "unknown" as const }),
);

const record: fc.Arbitrary<RunRecord> = fc
  .record({
    checkId: fc.constantFrom(...checkIds),
    location: fc.constantFrom("home", "kyoto"),
    slot: instant,
    outcome,
  })
  .map(({ slot, ...change }) => run(slot, change));

const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("write" as const), runs: fc.array(record, { maxLength: 40 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("roll up" as const),
      now: instant,
      zone: fc.constantFrom(...zones),
      meanwhile: fc.array(record, { maxLength: 3 }),
    }),
  },
  fc.record({ kind: fc.constant("restart" as const) }),
  fc.record({
    kind: fc.constant("prune" as const),
    now: instant,
    runs: fc.constantFrom(dayMs, 2 * dayMs),
    hours: fc.constantFrom(2 * dayMs, 900 * dayMs),
  }),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const question = fc.record({
  checkId: fc.constantFrom(...checkIds),
  from: instant,
  lengthMs: fc.oneof(
    fc.integer({ min: 1, max: 3 * minuteMs }),
    fc.integer({ min: 1, max: spanMinutes * minuteMs }),
  ),
  parts: fc.integer({ min: 1, max: 60 }),
  reading: fc.constantFrom("latency", "queue", "ratio", "nothing"),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

const openDays = () => {
  const db = openDatabase({ path: ":memory:" });
  const names = createDictionary(db);
  const history = createListedHistory(names);
  const start = () => ({
    roller: createRoller(db, names, history, 25),
    runs: createStatistics(db, names, history),
    pruner: createDayPruner(db),
  });
  let parts = start();
  const write = (runs: readonly RunRecord[]) =>
    db.transaction(() => {
      // A run that is older than what is kept can no longer be counted.
      const kept = runs.filter(({ slot }) => slot >= readKept(db).runsFrom);
      for (const each of kept) history.write(each);
      return kept;
    });
  return {
    runs: () => parts.runs,
    runsFrom: () => readKept(db).runsFrom,
    write,
    restart: () => {
      history.restart();
      parts = start();
    },
    /** Answers what was written while it rolled. */
    rollUp: async (now: number, zone: string, meanwhile: readonly RunRecord[]) => {
      history.close(now);
      const rolling = parts.roller.rollUp(now + 10 * minuteMs, zone);
      await nextTurn();
      const written = write(meanwhile);
      await rolling;
      return written;
    },
    prune: (now: number, runs: number, hours: number) => {
      const forever = 900 * dayMs;
      for (let more = true; more;) {
        const kept = db.transaction(() =>
          moveKept(db, now, { runs, hours, days: forever, incidents: forever }),
        );
        history.prune(kept.runsFrom);
        more = db.transaction(() => parts.pruner.prune(kept, 3)) === 0;
      }
    },
    close: () => db.close(),
  };
};

type Runs = Pick<RunStore, "counts" | "strip" | "series" | "distribution">;

/** The mean is a sum of floating point numbers, which depends on the order that they are added in. */
const roughly = (value: number | null | undefined): string => String(value?.toPrecision(9));

const answers = async (
  runs: Runs,
  runsFrom: number,
  { checkId, from, lengthMs, parts, reading }: Question,
) => {
  const range = { checkId, from, to: from + lengthMs };
  const series = await runs.series({ ...range, reading, points: parts });
  return {
    counts: await runs.counts({ ...range, checkIds }),
    strip: await runs.strip({ ...range, buckets: parts }),
    // A chart's first part may reach back to where the runs are gone.
    series: series.from >= runsFrom && { ...series, mean: series.mean.map(roughly) },
  };
};

const everything = { from: t0 - 30 * dayMs, to: t0 + 60 * dayMs };
const totals = async (runs: Runs, cut: number) => {
  const sum = async (from: number, to: number): Promise<number> => {
    const counts = (await runs.counts({ checkIds: ["orders"], from, to })).get("orders");
    return counts ? counts.up + counts.degraded + counts.down + counts.unknown : 0;
  };
  return [
    await sum(everything.from, everything.to),
    (await sum(everything.from, cut)) + (await sum(cut, everything.to)),
  ];
};

const check = async (actions: readonly Action[], questions: readonly Question[]): Promise<void> => {
  const model = createMemoryStore();
  const days = openDays();
  const ask = async (asked: Question): Promise<void> => {
    const from = Math.max(asked.from, days.runsFrom());
    const kept = { ...asked, from };
    const runsFrom = days.runsFrom();
    expect(await answers(days.runs(), runsFrom, kept)).toEqual(await answers(model.runs, runsFrom, kept));
    const range = { checkId: asked.checkId, reading: asked.reading, from, to: from + asked.lengthMs };
    expectSameDistribution(await days.runs().distribution(range), await model.runs.distribution(range));
    const all = { checkIds, ...everything };
    expect(await days.runs().counts(all)).toEqual(await model.runs.counts(all));
    const whole = { checkId: asked.checkId, reading: asked.reading, ...everything };
    expectSameDistribution(await days.runs().distribution(whole), await model.runs.distribution(whole));
    const [total, split] = await totals(days.runs(), asked.from);
    expect(split).toBe(total);
  };
  try {
    for (const [index, next] of actions.entries()) {
      if (next.kind === "write") await model.write(batch({ runs: days.write(next.runs) }));
      else if (next.kind === "roll up")
        await model.write(batch({ runs: await days.rollUp(next.now, next.zone, next.meanwhile) }));
      else if (next.kind === "restart") days.restart();
      else days.prune(next.now, next.runs, next.hours);
      const asked = questions[index % questions.length];
      if (asked) await ask(asked);
    }
    for (const asked of questions) await ask(asked);
  } finally {
    days.close();
  }
};

it(
  "answers like the store in memory after any writes, roll-ups, prunes, zones and restarts",
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 14 }),
        fc.array(question, { minLength: 1, maxLength: 6 }),
        check,
      ),
      { numRuns: 200 },
    );
  },
);
