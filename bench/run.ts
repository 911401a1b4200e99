import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Contestant, Round } from "./measure/contest.ts";
import { medianOf, pause } from "./measure/statistics.ts";
import { cFloor, nodeClient } from "./probe/contestants.ts";
import { writeConfigFile, type ConfigFile } from "./product/config-file.ts";
import { profileTable } from "./product/profile.ts";
import { readRecords, type Records, type Window } from "./product/records.ts";
import { startServer } from "./product/server.ts";
import { megabytes } from "./report/print.ts";
import { atMost, type Bar, type Report, type Table } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget, startTlsTarget, type Target } from "./target/target.ts";

/** A turn: a window of the server, then the floors one after the other. */
interface Turn {
  readonly window: Window;
  readonly cpuUs: number;
  readonly floors: readonly Round[];
}

/** What a run costs in the whole product: probe, expectations, state, store. */
export const runPart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "run");
  mkdirSync(folder, { recursive: true });
  const target = await (settings.https ? startTlsTarget(folder) : startTarget(folder));
  const floor = await cFloor(target, folder);
  const contestants = [
    ...(floor ? [floor] : []),
    await nodeClient(settings.https ? "tls" : "net", "bare Node socket", target),
    await nodeClient("hinomi", "requestHttp alone", target),
  ];
  try {
    return await measure(target, contestants, folder, settings);
  } finally {
    for (const one of contestants) await one.stop();
    await target.stop();
  }
};

interface Measured {
  readonly turns: readonly Turn[];
  readonly records: readonly Records[];
  /** CPU microseconds per run of the product, by turn. */
  readonly perRun: readonly number[];
  readonly rssBytes: number;
}

const profileName = "run.cpuprofile";

/** Runs the server at a steady rate and looks at it for a while between the floors' turns. */
const takeTurns = async (
  config: ConfigFile,
  contestants: readonly Contestant[],
  folder: string,
  { quick, rounds = quick ? 4 : 8, profile }: Settings,
): Promise<Measured> => {
  const operations = quick ? 500 : 1000;
  const server = await startServer(config);
  await pause(3000);
  // Beside a server that has run thousands of times, cold code would look dear.
  for (const one of contestants) await one.round(4 * operations);
  if (profile) await server.inside({ profile: "begin" });
  const turns: Turn[] = [];
  let rssBytes = 0;
  for (let turn = 0; turn < rounds; turn++) {
    const began = await server.inside();
    const from = Date.now();
    await pause(quick ? 1000 : 2000);
    const ended = await server.inside();
    const window = { from, to: Date.now() };
    rssBytes = Math.max(rssBytes, ended.rssBytes);
    const floors: Round[] = [];
    for (const one of contestants) floors.push(await one.round(operations));
    turns.push({ window, cpuUs: ended.cpuUs - began.cpuUs, floors });
  }
  if (profile) await server.inside({ profile: "end", file: join(folder, profileName) });
  await pause(500);
  await server.stop();
  const records = await readRecords(
    config,
    turns.map(({ window }) => window),
  );
  const perRun = turns.map(({ cpuUs }, index) => cpuUs / (records[index]?.runs ?? Number.NaN));
  return { turns, records, perRun, rssBytes };
};

const measure = async (
  target: Target,
  contestants: readonly Contestant[],
  folder: string,
  settings: Settings,
): Promise<Report> => {
  const { quick, workers, https, profile } = settings;
  const checks = settings.checks ?? (quick ? 500 : 1667);
  const config = writeConfigFile({
    folder,
    target,
    checks,
    everyMs: 1000,
    ...(workers !== undefined && { workers }),
  });
  settings.log(`run: ${checks} runs a second`);
  const measured = await takeTurns(config, contestants, folder, settings);
  const { turns, records, perRun } = measured;
  const total = (pick: (one: Records) => number) => records.reduce((sum, one) => sum + pick(one), 0);
  const missed = total(({ expected, held }) => expected - held);
  const title = `The whole product at ${checks} ${https ? "HTTPS" : "HTTP"} runs a second (${total(({ runs }) => runs)} runs)`;
  return {
    part: "run",
    tables: [
      costTable(title, measured, contestants),
      ...(profile ? [profileTable(join(folder, profileName), medianOf(perRun))] : []),
    ],
    bars: barsOf(perRun, contestants, turns, https),
    ratios: Object.fromEntries(
      contestants.map(({ name }, index) => [`run / ${name}`, ratioTo(perRun, floorOf(turns, index))]),
    ),
    notes: [
      `missed slots: ${missed}; runs not up: ${total(({ notUp }) => notUp)}; target: ${target.program}`,
      ...(profile ? ["with the profiler on, CPU times are higher than without"] : []),
    ],
  };
};

const costTable = (
  title: string,
  { turns, perRun, rssBytes }: Measured,
  contestants: readonly Contestant[],
): Table => ({
  title,
  columns: ["", "CPU us per run", "product is x", "RSS MB"],
  rows: [
    ["hinomi serve, all included", medianOf(perRun), 1, megabytes(rssBytes)],
    ...contestants.map(({ name }, index) => [
      name,
      medianOf(floorOf(turns, index)),
      ratioTo(perRun, floorOf(turns, index)),
      megabytes(Math.max(...turns.map(({ floors }) => floors[index]?.rssBytes ?? 0))),
    ]),
  ],
});

const floorOf = (turns: readonly Turn[], index: number): readonly number[] =>
  turns.map(({ floors }) => (floors[index]?.cpuUs ?? Number.NaN) / (floors[index]?.operations ?? 1));

const ratioTo = (perRun: readonly number[], floor: readonly number[]): number =>
  medianOf(perRun.map((value, index) => value / (floor[index] ?? Number.NaN)));

const barsOf = (
  perRun: readonly number[],
  contestants: readonly Contestant[],
  turns: readonly Turn[],
  isHttps: boolean,
): readonly Bar[] => {
  if (isHttps) return [];
  const index = contestants.findIndex(({ name }) => name.startsWith("C floor"));
  return [
    atMost("HTTP run, all included, CPU", medianOf(perRun), 250, "us"),
    ...(index < 0 ? [] : [atMost("against the C floor", ratioTo(perRun, floorOf(turns, index)), 5, "x")]),
  ];
};
