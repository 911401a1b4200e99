import { readFileSync } from "node:fs";
import type { Clock } from "../../src/core/clock.ts";
import { parseSeriesSelector } from "../../src/core/series-selector.ts";
import type { OpenSink } from "../../src/core/sink.ts";
import { SinkProgress, sinkLedgerId } from "../../src/engine/sinks/progress.ts";
import { Sinks } from "../../src/engine/sinks/sinks.ts";
import { googleSheetsSink } from "../../src/sinks/google-sheets.ts";
import { createSqliteStore } from "../../src/stores/sqlite/store.ts";

/**
 * Writes numbers into its store, one at a time, each once the one before is in the spreadsheet; is killed in between
 * and started again. What it is to write stands in sink-crash.test.ts.
 */
const { path, options, writes, keys, speed } = JSON.parse(readFileSync(0, "utf8")) as {
  readonly path: string;
  readonly options: object;
  readonly writes: number;
  readonly keys: number;
  /** How much faster than real its clock goes: the limits of a minute are over in a blink. */
  readonly speed: number;
};

const begun = Date.now();
const clock: Clock = {
  now: () => begun + (Date.now() - begun) * speed,
  monotonic: () => performance.now() * speed,
  schedule: (delayMs, task) => {
    const timer = setTimeout(task, delayMs / speed);
    return () => clearTimeout(timer);
  },
};

const store = createSqliteStore({ path });
const work = store.ledger.of("work");
let taken = Promise.withResolvers<void>();

/** One number a batch; says when it is there. */
const oneByOne = (sink: OpenSink): OpenSink => ({
  ...sink,
  maxPoints: 1,
  write: async (points, signal) => {
    const result = await sink.write(points, signal);
    if (result.kind === "taken") taken.resolve();
    return result;
  },
});

const selector = parseSeriesSelector("work.*");
const sinks = new Sinks({
  source: { store, timezone: () => "UTC", checks: () => [], readingsOf: () => [], isBehind: () => false },
  clock,
  random: Math.random,
  log: (line) => process.stderr.write(`${line}\n`),
});
await sinks.setSinks([
  {
    id: "sheet",
    type: "google-sheets",
    title: "Sheet",
    series: selector ? [selector] : [],
    per: "day",
    value: "last",
    backfillMs: 1,
    everyMs: 10_000,
    fingerprint: "1",
    progressKey: "1",
    open: (memory) =>
      oneByOne(
        googleSheetsSink.open(options, {
          clock,
          env: {},
          readFile: () => "",
          folder: "/",
          redact: (text) => text,
          sinkId: "sheet",
          memory,
        }),
      ),
  },
]);

const progress = await SinkProgress.open(store.ledger.of(sinkLedgerId("sheet")), "1");
const isPending = (await store.ledger.changes(progress.days, 1)).length > 0;
if (isPending) await taken.promise;
for (let next = Number((await work.memo("next")) ?? 0); next < writes; next++) {
  taken = Promise.withResolvers();
  const key = next % keys;
  await work.write({
    days: [
      {
        reading: ["commits", "views", "stars"][key % 3] ?? "",
        part: "",
        day: new Date(Date.UTC(2025, 0, 1 + Math.floor(key / 3))).toISOString().slice(0, 10),
        value: next,
        unit: "count",
        provisional: false,
      },
    ],
    memos: { next: String(next + 1) },
  });
  await taken.promise;
}
await sinks.stop(60_000);
await store.close();
