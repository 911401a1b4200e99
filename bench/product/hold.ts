import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pause } from "../measure/statistics.ts";
import { usageOf } from "../measure/usage.ts";
import { megabytes } from "../report/print.ts";
import type { Settings } from "../settings.ts";
import type { Target } from "../target/target.ts";
import { writeConfigFile } from "./config-file.ts";
import type { Inside } from "./inside.ts";
import { startReader, type ReaderFinding } from "./reader.ts";
import { readRecords, storedBytes, type Records } from "./records.ts";
import { startServer } from "./server.ts";

export interface Load {
  /** A folder of this name is made for it. */
  readonly name: string;
  readonly target: Target;
  readonly checks: number;
  readonly everyMs: number;
  readonly windowMs: number;
  readonly warmUpMs: number;
  readonly sampleMs: number;
  /** How often somebody reads the page and the API; 0 for never. */
  readonly readsPerSecond: number;
  readonly workers?: number;
}

/** How the server held a load. */
export interface Held {
  readonly records: Records;
  readonly cpuUsPerRun: number;
  /** Share of one core. */
  readonly cpuShare: number;
  /** Resident bytes at each sample of the window. */
  readonly rss: readonly number[];
  /** The event loop's delay over the window. */
  readonly loop: Pick<Inside, "loopP50" | "loopP99" | "loopMax">;
  readonly writtenPerRun: number;
  readonly storedPerRun: number;
  readonly reads: readonly ReaderFinding[];
}

/** Runs `hinomi serve` under a load and measures a window of it. */
export const holdLoad = async (load: Load, settings: Pick<Settings, "folder" | "log">): Promise<Held> => {
  const { target, checks, everyMs, workers } = load;
  const folder = join(settings.folder, load.name);
  mkdirSync(folder, { recursive: true });
  const config = writeConfigFile({
    folder,
    target,
    checks,
    everyMs,
    ...(workers !== undefined && { workers }),
  });
  settings.log(`${load.name}: ${checks} checks every ${everyMs / 1000} s, starting`);
  const began = Date.now();
  const server = await startServer(config);
  await pause(load.warmUpMs);
  const reader = load.readsPerSecond > 0 ? startReader(server, "check-0", load.readsPerSecond) : undefined;
  const before = await server.inside("reset");
  const writtenBefore = usageOf(server.pid).writtenBytes;
  const from = Date.now();
  const rss = [before.rssBytes];
  let last = before;
  while (Date.now() < from + load.windowMs) {
    await pause(Math.min(load.sampleMs, Math.max(1, from + load.windowMs - Date.now())));
    last = await server.inside();
    rss.push(last.rssBytes);
    const seconds = Math.round((Date.now() - from) / 1000);
    settings.log(`${load.name}: ${seconds} s, ${megabytes(last.rssBytes)} MB`);
  }
  const to = Date.now();
  const written = usageOf(server.pid).writtenBytes - writtenBefore;
  const reads = (await reader?.stop()) ?? [];
  // The last runs of the window may still be on their way.
  await pause(1000);
  await server.stop();
  settings.log(`${load.name}: reading the records`);
  const [records, all] = await readRecords(config, [
    { from, to },
    { from: began, to: Date.now() },
  ]);
  if (!records || !all) throw new Error("each window has its records");
  const cpuUs = last.cpuUs - before.cpuUs;
  return {
    records,
    cpuUsPerRun: cpuUs / records.runs,
    cpuShare: cpuUs / 1000 / (to - from),
    rss,
    loop: last,
    writtenPerRun: written / records.runs,
    storedPerRun: storedBytes(config.databaseFile) / all.runs,
    reads,
  };
};
