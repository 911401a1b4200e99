import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ratioOf } from "./measure/contest.ts";
import { medianOf } from "./measure/statistics.ts";
import { usageOf } from "./measure/usage.ts";
import { startWorker, type Worker } from "./measure/worker.ts";
import { storedBytes } from "./product/records.ts";
import { atMost, type Bar, type Report, type Table } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import type { ReadFinding, ReadWish } from "./store/read-worker.ts";
import type { WriteRound, WriteWish } from "./store/write-worker.ts";

/** The store alone: what writing, keeping and reading cost, and how much is stored. */
export const storePart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "store");
  mkdirSync(folder, { recursive: true });
  const writes = await measureWrites(folder, settings);
  const days = settings.days ?? (settings.quick ? 14 : 365);
  settings.log(`store: making and reading ${days} days of history`);
  const found = await measureReads(folder, days, settings);
  return {
    part: "store",
    tables: [writes.table, readTable(found, days)],
    bars: [...writes.bars, ...readBars(found, days)],
    ratios: writes.ratios,
    notes: [
      "plain node:sqlite: one indexed row of five values per run, same batches, same durability, nothing rolled up",
      "reads: a batch of 83 is written before each; generated latencies with a long tail, one run in 2,003 down",
    ],
  };
};

const writer = (kind: "plain" | "hinomi"): Promise<Worker> =>
  startWorker(new URL("store/write-worker.ts", import.meta.url), { args: [kind] });

interface Written {
  readonly name: string;
  readonly batch: number;
  readonly file: string;
  readonly worker: Worker;
  readonly rounds: WriteRound[];
  writtenBytes: number;
}

const measureWrites = async (
  folder: string,
  { quick, log }: Settings,
): Promise<{ readonly table: Table; readonly bars: readonly Bar[]; readonly ratios: Report["ratios"] }> => {
  const checks = quick ? 100 : 200;
  const turns = quick ? 4 : 12;
  const [ours, plain] = await Promise.all([writer("hinomi"), writer("plain")]);
  const lists: readonly Written[] = [83, 20].flatMap((batch) =>
    [
      { name: "Hinomi", worker: ours },
      { name: "plain node:sqlite", worker: plain },
    ].map((one) => ({
      ...one,
      batch,
      file: join(folder, `${one.name.replaceAll(/\W/g, "-")}-${batch}.db`),
      rounds: [],
      writtenBytes: 0,
    })),
  );
  log(`store: writing ${checks} checks' runs`);
  for (let turn = 0; turn < turns; turn++)
    for (const each of lists) {
      // Small batches wait for the disk more often: fewer runs keep the bench short.
      const runs = checks * 60 * (each.batch === 83 ? (quick ? 3 : 2) : 0.5);
      const wish: WriteWish = { file: each.file, checks, batch: each.batch, runs };
      const before = usageOf(each.worker.pid).writtenBytes;
      each.rounds.push(await each.worker.ask<WriteRound>("round", wish));
      each.writtenBytes += usageOf(each.worker.pid).writtenBytes - before;
    }
  for (const worker of [ours, plain]) {
    await worker.ask("close");
    await worker.stop();
  }
  return {
    table: writeTable(lists),
    bars: lists.filter(({ name, batch }) => name === "Hinomi" && batch === 83).flatMap(writeBars),
    ratios: writeRatios(lists),
  };
};

/** Without the first turn, which warms up. */
const perRun = (each: Written, cost: (round: WriteRound) => number): readonly number[] =>
  each.rounds.slice(1).map((round) => cost(round) / round.runs);

const allOf = ({ writeCpuUs, keepCpuUs }: WriteRound): number => writeCpuUs + keepCpuUs;

const runsOf = ({ rounds }: Written): number => rounds.reduce((sum, { runs }) => sum + runs, 0);

const writeTable = (lists: readonly Written[]): Table => ({
  title: "Writing, per run",
  columns: ["", "batch", "write CPU us", "keep CPU us", "stored bytes", "written bytes", "runs"],
  rows: lists.map((each) => [
    each.name,
    each.batch,
    medianOf(perRun(each, ({ writeCpuUs }) => writeCpuUs)),
    // Hours close in some turns only: the mean has them all.
    perRun(each, ({ keepCpuUs }) => keepCpuUs).reduce((sum, value) => sum + value, 0) /
      (each.rounds.length - 1),
    storedBytes(each.file) / runsOf(each),
    each.writtenBytes / runsOf(each),
    runsOf(each),
  ]),
});

const writeBars = (each: Written): readonly Bar[] => [
  atMost("stored per run, index and rollups included", storedBytes(each.file) / runsOf(each), 12, "bytes"),
  atMost("written to disk per run, batches of 83", each.writtenBytes / runsOf(each), 420, "bytes"),
];

const writeRatios = (lists: readonly Written[]): Report["ratios"] =>
  Object.fromEntries(
    [83, 20].flatMap((batch) => {
      const [ours, plain] = lists.filter((each) => each.batch === batch);
      if (!ours || !plain) return [];
      const ratio = ratioOf({ rounds: perRun(ours, allOf) }, { rounds: perRun(plain, allOf) });
      return [[`store write ${batch} / plain node:sqlite`, ratio]];
    }),
  );

const measureReads = async (folder: string, days: number, { quick }: Settings): Promise<ReadFinding> => {
  const worker = await startWorker(new URL("store/read-worker.ts", import.meta.url));
  const wish: ReadWish = {
    file: join(folder, "past.db"),
    days,
    othersEveryMs: 7_200_000,
    repeats: quick ? 20 : 40,
  };
  try {
    return await worker.ask<ReadFinding>("read", wish);
  } finally {
    await worker.stop();
  }
};

const readTable = ({ runs, fillCpuUs, reads }: ReadFinding, days: number): Table => ({
  title: `Reading ${days} days while writing (${runs} runs, made at ${fillCpuUs.toFixed(1)} us CPU each)`,
  columns: ["", "p50 ms", "p99 ms", "CPU ms"],
  rows: reads.map(({ what, p50, p99, cpuMs }) => [
    days === 365 ? what : what.replace("year", "all"),
    p50,
    p99,
    cpuMs,
  ]),
});

const limitsMs: Readonly<Record<string, number>> = { year: 10, "90": 20, "24": 5 };

const readBars = ({ reads }: ReadFinding, days: number): readonly Bar[] =>
  days < 365
    ? []
    : reads.map(({ what, p50 }) =>
        atMost(`${what}, median`, p50, limitsMs[what.split(" ")[0] ?? ""] ?? 0, "ms"),
      );
