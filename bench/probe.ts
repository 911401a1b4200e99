import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { contest, ratioOf, type Standing } from "./measure/contest.ts";
import { cFloor, nodeClient } from "./probe/contestants.ts";
import { megabytes } from "./report/print.ts";
import { atMost, type Bar, type Report, type Table } from "./report/report.ts";
import type { Settings } from "./settings.ts";
import { startTarget, startTlsTarget, type Target } from "./target/target.ts";

const ours = "Hinomi requestHttp";
const noCompiler = "no C floor: cc or a library's headers are not installed";

/** One probe with a fresh connection, by several clients in turns. */
export const probePart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "probe");
  mkdirSync(folder, { recursive: true });
  const plain = await measure(await startTarget(folder), folder, settings);
  const secure = await measure(await startTlsTarget(folder), folder, settings);
  return {
    part: "probe",
    tables: [plain.table, secure.table],
    bars: [...plain.bars, ...secure.bars],
    ratios: { ...plain.ratios, ...secure.ratios },
    notes: [...plain.notes, ...secure.notes],
  };
};

const measure = async (
  target: Target,
  folder: string,
  settings: Settings,
): Promise<Omit<Report, "part" | "tables"> & { readonly table: Table }> => {
  const isSecure = target.tls !== undefined;
  settings.log(`probe: ${isSecure ? "HTTPS" : "HTTP"}, target ${target.program}`);
  const floor = await cFloor(target, folder);
  const contestants = [
    ...(floor ? [floor] : []),
    await nodeClient(isSecure ? "tls" : "net", nodeFloorName(isSecure), target),
    await nodeClient("hinomi", ours, target),
    await nodeClient("http", isSecure ? "node:https" : "node:http", target),
    ...(settings.quick ? [] : [await nodeClient("fetch", "fetch", target)]),
  ];
  try {
    const operations = (settings.quick ? 800 : 2000) / (isSecure ? 2.5 : 1);
    const standings = await contest(contestants, {
      rounds: settings.rounds ?? (settings.quick ? 5 : 7),
      operations,
    });
    return {
      table: tableOf(standings, target),
      bars: barsOf(standings, isSecure),
      ratios: ratiosOf(standings, isSecure),
      notes: floor ? [] : [noCompiler],
    };
  } finally {
    for (const one of contestants) await one.stop();
    await target.stop();
  }
};

const nodeFloorName = (isSecure: boolean): string => (isSecure ? "bare tls.connect" : "bare node:net");

const byName = (standings: readonly Standing[], start: string): Standing | undefined =>
  standings.find(({ name }) => name.startsWith(start));

const tableOf = (standings: readonly Standing[], target: Target): Table => {
  const first = byName(standings, "C floor");
  const floor = byName(standings, "bare");
  return {
    title: `${target.tls ? "HTTPS (TLS 1.3, full handshake)" : "HTTP"}, one connection per run, against ${target.program}`,
    columns: ["client", "CPU us", "x C floor", "x Node floor", "RSS MB", "failures"],
    rows: standings.map((one) => [
      one.name,
      one.cpuUs,
      first && ratioOf(one, first),
      floor && ratioOf(one, floor),
      megabytes(one.rssBytes),
      one.failures,
    ]),
  };
};

const barsOf = (standings: readonly Standing[], isSecure: boolean): readonly Bar[] => {
  const own = byName(standings, ours);
  const floor = byName(standings, "bare");
  if (!own || !floor) return [];
  return isSecure
    ? [atMost("HTTPS probe against bare tls.connect + request", ratioOf(own, floor), 1.2, "x")]
    : [atMost("HTTP probe alone, CPU", own.cpuUs, 160, "us")];
};

const ratiosOf = (standings: readonly Standing[], isSecure: boolean): Record<string, number> => {
  const own = byName(standings, ours);
  const kind = isSecure ? "https" : "http";
  const others = [
    ["C floor", "c-floor"],
    ["bare", "node-floor"],
    ["node:", "node-http"],
    ["fetch", "fetch"],
  ] as const;
  return Object.fromEntries(
    others.flatMap(([start, label]) => {
      const other = byName(standings, start);
      return own && other ? [[`probe ${kind} / ${label}`, ratioOf(own, other)]] : [];
    }),
  );
};
