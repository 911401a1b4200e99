import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { medianOf } from "./measure/statistics.ts";
import type { PeerFinding, PeerLoad } from "./peers/peer.ts";
import { measurePrometheus, prometheusMissing } from "./peers/prometheus.ts";
import { measureUptimeKuma } from "./peers/uptime-kuma.ts";
import { holdLoad } from "./product/hold.ts";
import { megabytes } from "./report/print.ts";
import { atLeast, atMost, skippedReport, type Bar, type Report, type Table } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget, startTlsTarget } from "./target/target.ts";

/** A peer beside Hinomi under the same load; their turns alternate. */
interface Duel {
  readonly load: PeerLoad;
  readonly peers: PeerFinding[];
  readonly ours: PeerFinding[];
}

/**
 * What Uptime Kuma 2.5 needed with 2,000 HTTP checks every 20 s when it was measured on another day (two cores, the
 * same method): for comparison where it is not installed.
 */
const recordedUptimeKuma: PeerFinding = {
  name: "Uptime Kuma 2.5, recorded elsewhere",
  runs: Number.NaN,
  failedShare: 0,
  cpuUsPerRun: 4400,
  rssBytes: 437e6,
  writtenPerRun: 42_000,
  storedPerRun: 158,
};

/** Other monitoring programs with the same target, the same number of checks and the same interval. */
export const peersPart = async (settings: Settings): Promise<Report> => {
  const missing = await prometheusMissing();
  const { uptimeKuma } = settings;
  if (missing !== undefined && uptimeKuma === undefined) return skippedReport("peers", missing);
  const folder = join(settings.folder, "peers");
  mkdirSync(folder, { recursive: true });
  const target = await (settings.https ? startTlsTarget(folder) : startTarget(folder));
  const { checks = 2000, windowMs = 15_000 } = settings;
  const loadAt = (everyMs: number, window: number): PeerLoad => ({
    target,
    checks,
    everyMs,
    windowMs: window,
    warmUpMs: everyMs,
  });
  const duels: { readonly tables: Table[]; readonly bars: Bar[] } = { tables: [], bars: [] };
  try {
    if (missing === undefined) {
      const load = loadAt(settings.everyMs ?? 10_000, windowMs);
      const duel = await fight(load, settings, (at) => measurePrometheus(load, at));
      duels.tables.push(duelTable(duel, [...duel.peers, ...duel.ours]));
      duels.bars.push(...prometheusBars(duel, settings.https));
    }
    if (uptimeKuma !== undefined) {
      const load = loadAt(Math.max(20_000, settings.everyMs ?? 20_000), Math.max(40_000, windowMs));
      const duel = await fight(load, settings, (at) => measureUptimeKuma(uptimeKuma, load, at));
      duels.tables.push(duelTable(duel, [...duel.peers, ...duel.ours]));
      duels.bars.push(...kumaBars(duel));
    } else duels.tables.push(duelTable(undefined, [recordedUptimeKuma]));
  } finally {
    await target.stop();
  }
  const notes = [
    ...(missing === undefined ? [] : [`blackbox_exporter + Prometheus: ${missing}`]),
    ...(uptimeKuma === undefined ? ["Uptime Kuma: not measured here, no --uptime-kuma FOLDER given"] : []),
    "Prometheus' stored bytes are a snapshot's; in short windows names and index weigh more than samples. Hinomi's include its whole file",
    `target: ${target.program}; Hinomi also judges latency and keeps states and history`,
  ];
  return { part: "peers", ...duels, ratios: {}, notes };
};

const fight = async (
  load: PeerLoad,
  settings: Settings,
  measurePeer: (folder: string) => Promise<PeerFinding>,
): Promise<Duel> => {
  const duel: Duel = { load, peers: [], ours: [] };
  for (let round = 0; round < (settings.rounds ?? 1); round++) {
    settings.log(`peers: ${load.checks} checks every ${load.everyMs / 1000} s`);
    const folder = join(settings.folder, "peers", `round-${load.everyMs}-${round}`);
    duel.peers.push(await measurePeer(folder));
    duel.ours.push(await measureOurs(load, settings, `peers/ours-${load.everyMs}-${round}`));
    rmSync(folder, { recursive: true, force: true });
  }
  return duel;
};

const measureOurs = async (load: PeerLoad, settings: Settings, name: string): Promise<PeerFinding> => {
  const { workers } = settings;
  const { windowMs } = load;
  const held = await holdLoad(
    { ...load, name, sampleMs: windowMs / 5, readsPerSecond: 0, ...(workers !== undefined && { workers }) },
    settings,
  );
  const { records } = held;
  return {
    name: "Hinomi",
    runs: records.runs,
    failedShare: (records.notUp + records.expected - records.held) / records.expected,
    cpuUsPerRun: held.cpuUsPerRun,
    rssBytes: held.rss.at(-1) ?? 0,
    writtenPerRun: held.writtenPerRun,
    storedPerRun: held.storedPerRun,
  };
};

const duelTable = (duel: Duel | undefined, findings: readonly PeerFinding[]): Table => ({
  title: duel
    ? `${duel.load.checks} ${duel.load.target.tls ? "HTTPS" : "HTTP"} checks every ${duel.load.everyMs / 1000} s, ${duel.load.windowMs / 1000} s measured`
    : "Recorded elsewhere: 2,000 HTTP checks every 20 s",
  columns: [
    "",
    "runs",
    "CPU us per run",
    "RSS MB",
    "failed %",
    "stored bytes per run",
    "written bytes per run",
  ],
  rows: findings.map((one) => [
    one.name,
    one.runs,
    one.cpuUsPerRun,
    megabytes(one.rssBytes),
    one.failedShare * 100,
    one.storedPerRun,
    one.writtenPerRun,
  ]),
});

/** How many times as much the peer needs: the median of the rounds. */
const times = ({ peers, ours }: Duel, pick: (one: PeerFinding) => number): number =>
  medianOf(peers.map((peer, index) => pick(peer) / pick(ours[index] ?? peer)));

const prometheusBars = (duel: Duel, isHttps: boolean): readonly Bar[] => [
  atLeast(
    "Prometheus' CPU per run against ours",
    times(duel, ({ cpuUsPerRun }) => cpuUsPerRun),
    isHttps ? 2 : 5,
    "x",
  ),
  atMost("our RSS against Prometheus'", 1 / times(duel, ({ rssBytes }) => rssBytes), 0.5, "x"),
];

const kumaBars = (duel: Duel): readonly Bar[] => [
  atLeast(
    "Uptime Kuma's CPU per run against ours",
    times(duel, ({ cpuUsPerRun }) => cpuUsPerRun),
    20,
    "x",
  ),
  atLeast(
    "its stored bytes against ours",
    times(duel, ({ storedPerRun }) => storedPerRun),
    12,
    "x",
  ),
  atLeast(
    "its written bytes against ours",
    times(duel, ({ writtenPerRun }) => writtenPerRun),
    100,
    "x",
  ),
];
