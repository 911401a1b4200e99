import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { initialState } from "../src/core/alert/reduce.ts";
import { openStore } from "../src/stores/registry.ts";
import { medianOf } from "./measure/statistics.ts";
import { writeConfigFile, type ConfigFile } from "./product/config-file.ts";
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
}

const runsEach = 10;
const everyMs = 60_000;

/** From the start of the process to the first run that reaches its target, with a history in the store. */
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
      settings.log(`start: ${format}, making the history of ${checks} checks`);
      await addHistory(config);
      for (let round = 0; round < rounds; round++) starts[format].push(await startOnce(config, target));
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    target.stop();
  }
  const rows = Object.entries(starts).map(([format, list]) => {
    const middle = (pick: (start: Start) => number) => medianOf(list.map(pick));
    return {
      format,
      firstRunMs: middle(({ firstRunMs }) => firstRunMs),
      pageMs: middle(({ pageMs }) => pageMs),
      cpuMs: middle(({ cpuMs }) => cpuMs),
      rssBytes: middle(({ rssBytes }) => rssBytes),
    };
  });
  return {
    part: "start",
    tables: [
      {
        title: `Start with ${checks} checks and ${runsEach} runs of each in the store, median of ${rounds}`,
        columns: ["configuration", "first run ms", "page ms", "CPU ms until then", "RSS MB"],
        rows: rows.map(({ format, firstRunMs, pageMs, cpuMs, rssBytes }) => [
          format,
          firstRunMs,
          pageMs,
          cpuMs,
          megabytes(rssBytes),
        ]),
      },
    ],
    bars: rows.map(({ format, firstRunMs }) => atMost(`first run, ${format}`, firstRunMs, 3000, "ms")),
    ratios: {},
    notes: ["the first run's time includes the wait for the first slot: 60 s / checks on average"],
  };
};

const startOnce = async (config: ConfigFile, target: CountingTarget): Promise<Start> => {
  const asked = target.nextRequest();
  const began = performance.now();
  const server = await startServer(config);
  const pageMs = performance.now() - began;
  const firstRunMs = (await asked) - began;
  const { cpuUs, rssBytes } = await server.inside();
  await server.stop();
  return { firstRunMs, pageMs, cpuMs: cpuUs / 1000, rssBytes };
};

/** Every check has been up for a while, ending a minute ago. */
const addHistory = async ({ store: address, ids }: ConfigFile): Promise<void> => {
  const store = openStore(address);
  const random = createRandom(3);
  const checks = ids.map((id) => createPastCheck(id, everyMs, random));
  const to = Math.floor(Date.now() / everyMs) * everyMs;
  const runs = pastRuns(checks, to - runsEach * everyMs, to);
  for (let next = takeRuns(runs, 1000); next.length > 0; next = takeRuns(runs, 1000))
    await store.write(batchOf(next));
  const state = { ...initialState(to - runsEach * everyMs), state: "up" as const };
  await store.write({ ...batchOf([]), states: ids.map((checkId) => ({ checkId, state })) });
  await store.housekeeping.rollUp(to, "UTC");
  await store.close();
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
