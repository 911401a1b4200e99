import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endChild, runToEnd, startChild } from "../measure/children.ts";
import { pause } from "../measure/statistics.ts";
import { usageOf, type Usage } from "../measure/usage.ts";
import { freePort, untilOpen } from "../target/nginx.ts";
import type { Target } from "../target/target.ts";
import type { PeerFinding, PeerLoad } from "./peer.ts";

const exporter = "prometheus-blackbox-exporter";

/** Why the pair cannot be measured here; absent when it can. */
export const prometheusMissing = async (): Promise<string | undefined> => {
  for (const program of ["prometheus", exporter])
    try {
      await runToEnd(program, ["--version"]);
    } catch {
      return `${program} is not installed`;
    }
  return undefined;
};

/** blackbox_exporter and Prometheus with the same target, number and interval of checks. */
export const measurePrometheus = async (load: PeerLoad, folder: string): Promise<PeerFinding> => {
  mkdirSync(folder, { recursive: true });
  const exporterPort = await freePort();
  const blackbox = startChild(exporter, [
    `--config.file=${writeExporterConfig(folder, load.target)}`,
    `--web.listen-address=127.0.0.1:${exporterPort}`,
    "--log.level=error",
  ]);
  await untilOpen(exporterPort);
  const port = await freePort();
  const data = join(folder, "data");
  const prometheus = startChild("prometheus", [
    `--config.file=${writeConfig(folder, load, exporterPort)}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--web.enable-admin-api",
    "--log.level=error",
  ]);
  try {
    await untilOpen(port);
    const pids = [blackbox.pid ?? 0, prometheus.pid ?? 0];
    await pause(load.warmUpMs + 5000);
    const before = pids.map(usageOf);
    await pause(load.windowMs);
    const after = pids.map(usageOf);
    const window = `${Math.round(load.windowMs / 1000)}s`;
    // All at one time, a little ago: a run that is on its way counts as begun and not as good.
    const at = Date.now() / 1000 - 1;
    const attempts = await query(port, at, `sum(count_over_time(up{job="probe"}[${window}]))`);
    const good = await query(port, at, `sum(sum_over_time(probe_success[${window}]))`);
    const all = await query(port, at, `sum(count_over_time(up{job="probe"}[1h]))`);
    const written = sum(after, "writtenBytes") - sum(before, "writtenBytes");
    return {
      name: "blackbox_exporter + Prometheus",
      runs: attempts,
      failedShare: 1 - good / attempts,
      cpuUsPerRun: (sum(after, "cpuUs") - sum(before, "cpuUs")) / attempts,
      rssBytes: sum(after, "rssBytes"),
      writtenPerRun: written / attempts,
      storedPerRun: (await snapshotBytes(port, data)) / all,
    };
  } finally {
    await endChild(prometheus);
    await endChild(blackbox);
  }
};

const sum = (usages: readonly Usage[], key: keyof Usage): number =>
  usages.reduce((total, usage) => total + usage[key], 0);

const writeExporterConfig = (folder: string, { tls }: Target): string => {
  const http = {
    preferred_ip_protocol: "ip4",
    fail_if_body_not_matches_regexp: ['"status":"ok"'],
    ...(tls && { tls_config: { ca_file: tls.cert } }),
  };
  // JSON is YAML too.
  return write(folder, "blackbox.yml", { modules: { check: { prober: "http", timeout: "5s", http } } });
};

const writeConfig = (folder: string, { target, checks, everyMs }: PeerLoad, exporterPort: number): string =>
  write(folder, "prometheus.yml", {
    global: { scrape_interval: `${everyMs}ms`, scrape_timeout: `${Math.min(10_000, everyMs)}ms` },
    scrape_configs: [
      {
        job_name: "probe",
        metrics_path: "/probe",
        params: { module: ["check"] },
        static_configs: [{ targets: Array.from({ length: checks }, (_, index) => `${target.url}/${index}`) }],
        relabel_configs: [
          { source_labels: ["__address__"], target_label: "__param_target" },
          { source_labels: ["__param_target"], target_label: "instance" },
          { target_label: "__address__", replacement: `127.0.0.1:${exporterPort}` },
        ],
      },
    ],
  });

const write = (folder: string, name: string, content: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

/** What Prometheus' API answers to these two requests. */
interface Answer {
  readonly data?: {
    readonly name?: string;
    readonly result?: readonly { readonly value: readonly [number, string] }[];
  };
}

const ask = async (url: string, method: "GET" | "POST"): Promise<Answer> => {
  const response = await fetch(url, { method, headers: { connection: "close" } });
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`);
  // The API's documentation is the guarantee behind the cast.
  return (await response.json()) as Answer;
};

const query = async (port: number, at: number, expression: string): Promise<number> => {
  const asked = new URLSearchParams({ query: expression, time: String(at) });
  const { data } = await ask(`http://127.0.0.1:${port}/api/v1/query?${asked.toString()}`, "GET");
  return Number(data?.result?.[0]?.value[1] ?? Number.NaN);
};

/** A snapshot holds everything as it would be kept after compaction: the log that grows meanwhile is not counted. */
const snapshotBytes = async (port: number, data: string): Promise<number> => {
  const { data: answer } = await ask(`http://127.0.0.1:${port}/api/v1/admin/tsdb/snapshot`, "POST");
  const folder = join(data, "snapshots", answer?.name ?? "");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0);
};
