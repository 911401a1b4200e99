import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readConfig } from "../src/app.ts";
import { initialState, reduce } from "../src/core/alert/reduce.ts";
import type { AlertEvent, AlertRules, CheckState } from "../src/core/alert/types.ts";
import { systemClock } from "../src/engine/system-clock.ts";
import { openStore } from "../src/stores/registry.ts";
import { medianOf, pause } from "./measure/statistics.ts";
import { writeConfigFile, type ConfigFile } from "./product/config-file.ts";
import { readRecords } from "./product/records.ts";
import { startServer } from "./product/server.ts";
import { megabytes } from "./report/print.ts";
import { atMost, type Report } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { batchOf, createPastCheck, createRandom, pastRuns, takeRuns } from "./store/generated.ts";
import { answerBody } from "./target/answer-body.ts";

interface Start {
  readonly firstRunMs: number;
  readonly pageMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Of the runs that were due in the first seconds. */
  readonly lateP99: number;
  readonly lateMax: number;
  readonly missed: number;
}

const runsEach = 10;
const everyMs = 60_000;
/** How long the first runs are watched: what is read beside them is read by then. */
const watchedMs = 10_000;

/** From the start of the process to the first run that reaches its target, with a full journal in the store. */
export const startPart = async (settings: Settings): Promise<Report> => {
  const checks = settings.checks ?? (settings.quick ? 2000 : 10_000);
  const rounds = settings.rounds ?? (settings.quick ? 1 : 3);
  const target = await startCountingTarget();
  const starts = { yaml: [] as Start[], json: [] as Start[] };
  try {
    for (const format of ["yaml", "json"] as const) {
      const folder = join(settings.folder, `start-${format}`);
      mkdirSync(folder, { recursive: true });
      const config = writeConfigFile({ folder, target: { url: target.url }, checks, everyMs, format });
      const rules = rulesOf(config);
      for (let round = 0; round < rounds; round++) {
        settings.log(`start: ${format}, round ${round + 1}, ${checks} checks`);
        await makeHistory(config, rules);
        starts[format].push(await startOnce(config, target));
      }
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    target.stop();
  }
  return reportOf(checks, rounds, starts);
};

const reportOf = (
  checks: number,
  rounds: number,
  starts: Readonly<Record<string, readonly Start[]>>,
): Report => {
  const rows = Object.entries(starts).map(([format, list]) => {
    const middle = (pick: (start: Start) => number) => medianOf(list.map(pick));
    return {
      format,
      firstRunMs: middle(({ firstRunMs }) => firstRunMs),
      lateP99: middle((start) => start.lateP99),
      cells: [
        format,
        middle(({ firstRunMs }) => firstRunMs),
        middle(({ pageMs }) => pageMs),
        middle(({ cpuMs }) => cpuMs),
        megabytes(middle(({ rssBytes }) => rssBytes)),
        middle((start) => start.lateP99),
        middle(({ lateMax }) => lateMax),
        middle(({ missed }) => missed),
      ],
    };
  });
  return {
    part: "start",
    tables: [
      {
        title: `Start with ${checks} checks and ${runsEach} runs of each in the store's journal, median of ${rounds}`,
        columns: [
          "configuration",
          "first run ms",
          "page ms",
          "CPU ms until then",
          "RSS MB",
          "late p99 ms",
          "late max ms",
          "missed",
        ],
        rows: rows.map(({ cells }) => cells),
      },
    ],
    bars: rows.flatMap(({ format, firstRunMs, lateP99 }) => [
      atMost(`first run, ${format}`, firstRunMs, 3000, "ms"),
      atMost(`lateness p99 of the first ${watchedMs / 1000} s, ${format}`, lateP99, 20, "ms"),
    ]),
    ratios: {},
    notes: ["the first run's time includes the wait for the first slot: 60 s / checks on average"],
  };
};

const startOnce = async (config: ConfigFile, target: CountingTarget): Promise<Start> => {
  const asked = target.nextRequest();
  const server = await startServer(config);
  const pageMs = performance.now() - server.spawnedAt;
  const firstRunMs = (await asked) - server.spawnedAt;
  const from = Date.now();
  const { cpuUs, rssBytes } = await server.inside();
  await pause(watchedMs + 1000);
  await server.stop();
  const [records] = await readRecords(config, [{ from, to: from + watchedMs }]);
  if (!records) throw new Error("the window has its records");
  return {
    firstRunMs,
    pageMs,
    cpuMs: cpuUs / 1000,
    rssBytes,
    lateP99: records.lateness.p99,
    lateMax: records.lateness.max,
    missed: records.expected - records.held,
  };
};

/** Every check has been up for ten minutes, until a moment ago, when the process was killed: nothing is packed. */
const makeHistory = async (
  { store: address, databaseFile, ids }: ConfigFile,
  rules: AlertRules,
): Promise<void> => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(databaseFile + suffix, { force: true });
  const store = openStore(address);
  const random = createRandom(3);
  const checks = ids.map((id) => createPastCheck(id, everyMs, random));
  const to = Math.floor(Date.now() / everyMs) * everyMs;
  const from = to - runsEach * everyMs;
  // As in life: one after the other, not check by check.
  checks.sort((left, right) => left.phaseMs - right.phaseMs);
  const runs = pastRuns(checks, from, to);
  for (let next = takeRuns(runs, 833); next.length > 0; next = takeRuns(runs, 833))
    await store.write(batchOf(next));
  const state = settledState(rules, from);
  await store.write({ ...batchOf([]), states: ids.map((checkId) => ({ checkId, state })) });
  await store.close();
};

/** What is remembered of a check that has been up since `from`. */
const settledState = (rules: AlertRules, from: number): CheckState => {
  let state = initialState(from);
  for (let run = 0; run < runsEach; run++) {
    const at = from + run * everyMs;
    const observation = { status: "up", at, judgements: [], readings: [] } as const;
    const event: AlertEvent = { kind: "outcome", location: "default", observation };
    const overlays = { paused: false, maintenance: false, silenced: false };
    state = reduce(state, event, at, { checkId: "check-0", rules, overlays, channels: [] }).state;
  }
  return state;
};

const rulesOf = ({ file }: ConfigFile): AlertRules => {
  const { config } = readConfig(file, {}, systemClock);
  const [check] = config?.checks ?? [];
  if (!check) throw new Error(`${file} has no checks`);
  return check.rules;
};

interface CountingTarget {
  readonly url: string;
  /** When the next request came, on `performance.now()`. */
  nextRequest(): Promise<number>;
  stop(): void;
}

const startCountingTarget = async (): Promise<CountingTarget> => {
  let onRequest: ((at: number) => void) | undefined;
  const server = createServer((_request, response) => {
    onRequest?.(performance.now());
    onRequest = undefined;
    response.writeHead(200, { "content-type": "application/json", connection: "close" });
    response.end(answerBody);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4096, resolve));
  // A server that listens on a port has an `AddressInfo`.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    nextRequest: () => new Promise((resolve) => (onRequest = resolve)),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
