import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badOutcome, batch, goodOutcome, minuteMs, run, t0 } from "../../../test/contracts/store-samples.ts";
import type { Outcome, Reading } from "../../core/outcome.ts";
import type { Distribution, RunRecord, Store } from "../../core/store.ts";
import { createMemoryStore } from "../memory/store.ts";
import { createSqliteStore } from "./store.ts";

const spanMinutes = 3 * 24 * 60;
const checkIds = ["orders", "mail", "dns.jp"];
const zones = ["UTC", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York"];

const checkId = fc.constantFrom(...checkIds);
/** Few different ones, so that runs meet in a minute, are written twice, and lie on edges. */
const instant = fc.oneof(
  fc.nat(spanMinutes).map((minute) => t0 + minute * minuteMs),
  fc.nat(spanMinutes * 6).map((tens) => t0 + tens * 10_000),
  fc.nat(spanMinutes * minuteMs).map((ms) => t0 + ms),
  fc.nat(90).map((tens) => t0 + 24 * 60 * minuteMs + tens * 10_000),
);

const readings: fc.Arbitrary<readonly Reading[]> = fc
  .record({ latency: fc.nat(3000), queue: fc.integer({ min: -50, max: 50 }) }, { requiredKeys: [] })
  .map(({ latency, queue }) => [
    ...(latency === undefined ? [] : [{ name: "latency", value: latency, unit: "ms" } as const]),
    ...(queue === undefined ? [] : [{ name: "queue", value: queue, unit: "count" } as const]),
  ]);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 4, arbitrary: readings.map((found) => ({ ...goodOutcome(), readings: found })) },
  readings.map((found) => ({ ...badOutcome, readings: found })),
  readings.map((found) => ({ ...badOutcome, readings: found, status: "degraded" as const })),
  fc.constant({ ...badOutcome, readings: [], status: "unknown" as const }),
);

const record: fc.Arbitrary<RunRecord> = fc
  .record({ checkId, location: fc.constantFrom("home", "kyoto"), slot: instant, outcome })
  .map(({ slot, ...change }) => run(slot, change));

type Action =
  | { readonly kind: "write"; readonly runs: readonly RunRecord[] }
  | { readonly kind: "roll up"; readonly now: number; readonly zone: string }
  | { readonly kind: "restart" };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("write" as const), runs: fc.array(record, { maxLength: 30 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("roll up" as const),
      now: instant,
      zone: fc.constantFrom(...zones),
    }),
  },
  fc.constant({ kind: "restart" as const }),
);

const question = fc.record({
  checkId,
  from: instant,
  lengthMs: fc.oneof(
    fc.integer({ min: 1, max: 3 * minuteMs }),
    fc.integer({ min: 1, max: spanMinutes * minuteMs }),
  ),
  parts: fc.integer({ min: 1, max: 60 }),
  reading: fc.constantFrom("latency", "queue", "nothing"),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

const act = async (store: Store, next: Action): Promise<void> => {
  if (next.kind === "write") await store.write(batch({ runs: next.runs }));
  if (next.kind === "roll up") await store.housekeeping.rollUp(next.now, next.zone);
};

/** What both stores have to agree on to the last digit. */
const exactAnswers = async ({ runs }: Store, { checkId, from, lengthMs, parts, reading }: Question) => {
  const range = { checkId, from, to: from + lengthMs };
  const first = await runs.list({ checkId, limit: parts });
  return {
    counts: await runs.counts({ ...range, checkIds }),
    strip: await runs.strip({ ...range, buckets: parts }),
    series: await runs.series({ ...range, reading, points: parts }),
    pages: [first, await runs.list({ checkId, limit: parts, before: first.next })],
    bad: await runs.list({ checkId, limit: parts, onlyBad: true }),
    tail: await runs.tail({ checkId, count: parts }),
    latest: new Map(await runs.latest()),
  };
};

const quantileNames = ["p50", "p95", "p99"] as const;

/** Counts, extremes and the mean are exact; quantiles are within 1 %. */
const wrongQuantiles = (found: Distribution | undefined, exact: Distribution | undefined) =>
  quantileNames.filter((name) => {
    const [value = 0, wanted = 0] = [found?.[name], exact?.[name]];
    return Math.abs(value - wanted) > 0.01 * Math.abs(wanted);
  });

const withoutQuantiles = (distribution: Distribution | undefined) =>
  distribution && { ...distribution, p50: 0, p95: 0, p99: 0 };

describe("sqlite store", () => {
  it(
    "answers like the store in memory after any writes, roll-ups and restarts",
    { timeout: 300_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(action, { minLength: 1, maxLength: 12 }),
          fc.array(question, { minLength: 1, maxLength: 8 }),
          async (actions, questions) => {
            const model = createMemoryStore();
            const folder = mkdtempSync(join(tmpdir(), "hinomi-model-"));
            const path = join(folder, "hinomi.db");
            let store = createSqliteStore({ path });
            try {
              for (const [index, next] of actions.entries()) {
                if (next.kind === "restart") {
                  await store.close();
                  store = createSqliteStore({ path });
                }
                await act(store, next);
                await act(model, next);
                const at = index % questions.length;
                for (const asked of questions.slice(at, at + 1))
                  expect(await exactAnswers(store, asked)).toEqual(await exactAnswers(model, asked));
              }
              for (const asked of questions) {
                expect(await exactAnswers(store, asked)).toEqual(await exactAnswers(model, asked));
                const range = { ...asked, to: asked.from + asked.lengthMs };
                const found = await store.runs.distribution(range);
                const exact = await model.runs.distribution(range);
                expect(withoutQuantiles(found)).toEqual(withoutQuantiles(exact));
                expect(wrongQuantiles(found, exact)).toEqual([]);
              }
            } finally {
              await store.close();
              rmSync(folder, { recursive: true });
            }
          },
        ),
        { numRuns: 100 },
      );
    },
  );
});
