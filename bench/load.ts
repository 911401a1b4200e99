import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { holdLoad, type Held } from "./product/hold.ts";
import { megabytes } from "./report/print.ts";
import { atMost, type Bar, type Report, type Table } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget, startTlsTarget } from "./target/target.ts";

/** `hinomi serve` under a load, with somebody who reads the page meanwhile. */
export const loadPart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "load");
  mkdirSync(folder, { recursive: true });
  const checks = settings.checks ?? 5000;
  const everyMs = settings.everyMs ?? 10_000;
  const windowMs = settings.windowMs ?? 20_000;
  const target = await (settings.https ? startTlsTarget(folder) : startTarget(folder));
  try {
    const held = await holdLoad(
      {
        name: "load",
        target,
        checks,
        everyMs,
        windowMs,
        warmUpMs: 2.5 * everyMs,
        sampleMs: Math.max(1000, Math.min(30_000, windowMs / 20)),
        readsPerSecond: 4,
        ...(settings.workers !== undefined && { workers: settings.workers }),
      },
      settings,
    );
    const title = `hinomi serve, ${checks} ${settings.https ? "HTTPS " : ""}checks every ${everyMs / 1000} s, ${windowMs / 1000} s measured`;
    return {
      part: "load",
      tables: [loadTable(title, held), readTable(held)],
      bars: loadBars(held),
      ratios: {},
      notes: [
        `target: ${target.program}; lateness and missed runs are those of the store's records`,
        "stored bytes include what the file holds beside runs, which short windows spread over few of them: see the part store",
      ],
    };
  } finally {
    await target.stop();
  }
};

export const loadTable = (title: string, held: Held): Table => {
  const { records, rss, loop } = held;
  const { lateness } = records;
  return {
    title,
    columns: ["", "value"],
    rows: [
      ["runs", records.runs],
      ["slots due / missed", `${records.expected} / ${records.expected - records.held}`],
      ["runs not up", records.notUp],
      ["start lateness p50 / p99 / p99.9 / max, ms", Object.values(lateness).join(" / ")],
      ["CPU per run, us", held.cpuUsPerRun],
      ["CPU of one core, %", held.cpuShare * 100],
      [
        "RSS start / max / end, MB",
        [rss[0] ?? 0, Math.max(...rss), rss.at(-1) ?? 0].map(megabytes).join(" / "),
      ],
      [
        "event-loop delay p50 / p99 / max, ms",
        [loop.loopP50, loop.loopP99, loop.loopMax].map((ms) => ms.toFixed(1)).join(" / "),
      ],
      ["written to disk per run, bytes", held.writtenPerRun],
      ["stored per run, bytes", held.storedPerRun],
    ],
  };
};

const readTable = ({ reads }: Held): Table => ({
  title: "What a reader got meanwhile",
  columns: ["path", "answers", "not 200", "p50 ms", "p99 ms", "bytes"],
  rows: reads.map(({ path, answers, refused, p50, p99, bytes }) => [path, answers, refused, p50, p99, bytes]),
});

export const loadBars = ({ records, cpuShare, rss, loop, writtenPerRun }: Held): readonly Bar[] => [
  atMost("missed runs", records.expected - records.held, 0, "runs"),
  atMost("start lateness p99", records.lateness.p99, 20, "ms"),
  atMost("CPU of one core", cpuShare * 100, 45, "%"),
  atMost("greatest RSS", megabytes(Math.max(...rss)), 300, "MB"),
  atMost("event-loop delay p99, page being read", loop.loopP99, 20, "ms"),
  atMost("written to disk per run", writtenPerRun, 420, "bytes"),
];
