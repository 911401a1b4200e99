import { DatabaseSync } from "node:sqlite";
import type { Retention, RunRecord, Store } from "../../src/core/store.ts";
import { openStore } from "../../src/stores/registry.ts";
import { answerTasks, inputOf } from "../measure/answer-tasks.ts";
import { ownCpuUs } from "../measure/usage.ts";
import { batchOf, createPastCheck, createRandom, pastRuns, takeRuns } from "./generated.ts";

/** What a turn of writing is asked to do: the next `runs` runs of a generated past. */
export interface WriteWish {
  readonly file: string;
  readonly checks: number;
  readonly batch: number;
  readonly runs: number;
}

export interface WriteRound {
  readonly runs: number;
  readonly writeCpuUs: number;
  /** Rolling up and pruning, as the housekeeper does it. */
  readonly keepCpuUs: number;
  readonly rssBytes: number;
}

/** The housekeeper comes about as often, counted in runs, as it does at 1,667 runs a second. */
const runsBetweenKeeping = 5000;
const begin = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;
const retention: Retention = {
  runs: 30 * dayMs,
  hours: 400 * dayMs,
  days: 3650 * dayMs,
  incidents: 3650 * dayMs,
};

interface Writer {
  readonly past: Iterator<RunRecord, unknown>;
  write(runs: readonly RunRecord[]): Promise<void> | void;
  keep(now: number): Promise<void>;
  close(): Promise<void> | void;
}

const pastOf = (checks: number): Iterator<RunRecord, unknown> => {
  const random = createRandom(7);
  const list = Array.from({ length: checks }, (_, index) =>
    createPastCheck(`check-${index}`, 60_000, random),
  );
  return pastRuns(list, begin, begin + 400 * dayMs);
};

const hinomi = ({ file, checks }: WriteWish): Writer => {
  const store: Store = openStore(`sqlite:${file}`);
  return {
    past: pastOf(checks),
    write: (runs) => store.write(batchOf(runs)),
    keep: async (now) => {
      await store.housekeeping.rollUp(now, "UTC");
      await store.housekeeping.prune(now, retention, 500);
    },
    close: () => store.close(),
  };
};

/** What anybody would write first: one row per run, with the same durability. */
const plain = ({ file, checks }: WriteWish): Writer => {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE runs (check_id TEXT, slot INTEGER, started_at INTEGER, status TEXT, latency REAL)");
  db.exec("CREATE INDEX runs_by_check ON runs (check_id, slot)");
  const insert = db.prepare("INSERT INTO runs VALUES (?, ?, ?, ?, ?)");
  return {
    past: pastOf(checks),
    write: (runs) => {
      db.exec("BEGIN");
      for (const { checkId, slot, startedAt, outcome } of runs)
        insert.run(checkId, slot, startedAt, outcome.status, outcome.readings[0]?.value ?? null);
      db.exec("COMMIT");
    },
    keep: async () => {},
    close: () => db.close(),
  };
};

const writers = new Map<string, Writer>();
const open = process.argv[2] === "plain" ? plain : hinomi;

const writeRound = async (wish: WriteWish): Promise<WriteRound> => {
  const writer = writers.get(wish.file) ?? open(wish);
  writers.set(wish.file, writer);
  const runs = takeRuns(writer.past, wish.runs);
  const began = ownCpuUs();
  let keepCpuUs = 0;
  let sinceKept = 0;
  for (let at = 0; at < runs.length; at += wish.batch) {
    await writer.write(runs.slice(at, at + wish.batch));
    sinceKept += wish.batch;
    if (sinceKept < runsBetweenKeeping) continue;
    sinceKept = 0;
    const keeping = ownCpuUs();
    await writer.keep(runs[at]?.slot ?? begin);
    keepCpuUs += ownCpuUs() - keeping;
  }
  const writeCpuUs = ownCpuUs() - began - keepCpuUs;
  return { runs: runs.length, writeCpuUs, keepCpuUs, rssBytes: process.memoryUsage.rss() };
};

answerTasks({
  round: (input) => writeRound(inputOf<WriteWish>(input)),
  close: async () => {
    for (const writer of writers.values()) await writer.close();
    writers.clear();
  },
});
