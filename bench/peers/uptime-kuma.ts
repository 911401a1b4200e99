import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { endChild, startChild } from "../measure/children.ts";
import { pause } from "../measure/statistics.ts";
import { usageOf } from "../measure/usage.ts";
import { freePort, untilOpen } from "../target/nginx.ts";
import type { PeerFinding, PeerLoad } from "./peer.ts";

/** The part of socket.io's client that is used here. */
interface Socket {
  emitWithAck(
    event: string,
    ...args: readonly unknown[]
  ): Promise<{ readonly ok?: boolean; readonly msg?: string }>;
  disconnect(): void;
}

/** Uptime Kuma brings socket.io-client; `io` is its documented entry, hence the cast. */
const clientOf = (folder: string): { readonly io: (url: string) => Socket } =>
  createRequire(join(folder, "package.json"))("socket.io-client") as { readonly io: (url: string) => Socket };

const user = "bench";

/** An installed Uptime Kuma 2 with SQLite. Its shortest interval is 20 s. */
export const measureUptimeKuma = async (
  folder: string,
  load: PeerLoad,
  dataFolder: string,
): Promise<PeerFinding> => {
  const { io } = clientOf(folder);
  mkdirSync(dataFolder, { recursive: true });
  const port = await freePort();
  const child = startChild(process.execPath, ["server/server.js"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore"],
    env: {
      ...process.env,
      DATA_DIR: `${dataFolder}/`,
      UPTIME_KUMA_HOST: "127.0.0.1",
      UPTIME_KUMA_PORT: String(port),
      UPTIME_KUMA_DB_TYPE: "sqlite",
      NODE_ENV: "production",
    },
  });
  try {
    await untilOpen(port, 90_000);
    const database = join(dataFolder, "kuma.db");
    await addMonitors(io(`http://127.0.0.1:${port}`), load);
    await pause(Math.max(load.everyMs, load.warmUpMs));
    const pid = child.pid ?? 0;
    const before = { usage: usageOf(pid), ...beats(database, 0) };
    await pause(load.windowMs);
    const after = { usage: usageOf(pid), ...beats(database, before.last) };
    await endChild(child, 30_000);
    const runs = after.count;
    return {
      name: "Uptime Kuma",
      runs,
      failedShare: after.failed / runs,
      cpuUsPerRun: (after.usage.cpuUs - before.usage.cpuUs) / runs,
      rssBytes: after.usage.rssBytes,
      writtenPerRun: (after.usage.writtenBytes - before.usage.writtenBytes) / runs,
      storedPerRun: historyBytes(database) / (before.count + runs),
    };
  } finally {
    await endChild(child);
  }
};

const addMonitors = async (socket: Socket, { target, checks, everyMs }: PeerLoad): Promise<void> => {
  const password = `Aa1-${randomBytes(12).toString("hex")}`;
  const say = async (event: string, ...args: readonly unknown[]): Promise<void> => {
    const answer = await socket.emitWithAck(event, ...args);
    if (answer.ok !== true) throw new Error(`Uptime Kuma refused ${event}: ${answer.msg ?? ""}`);
  };
  await say("setup", user, password);
  await say("login", { username: user, password, token: "" });
  for (let index = 0; index < checks; index++)
    await say("add", monitorOf(`check-${index}`, `${target.url}/${index}`, everyMs / 1000));
  socket.disconnect();
};

/** What its own form sends for an HTTP monitor. */
const monitorOf = (name: string, url: string, interval: number): Readonly<Record<string, unknown>> => ({
  type: "http",
  name,
  url,
  method: "GET",
  interval,
  retryInterval: interval,
  timeout: 10,
  resendInterval: 0,
  maxretries: 0,
  notificationIDList: {},
  ignoreTls: true,
  upsideDown: false,
  expiryNotification: false,
  domainExpiryNotification: false,
  maxredirects: 10,
  accepted_statuscodes: ["200-299"],
  saveResponse: false,
  saveErrorResponse: true,
  httpBodyEncoding: "json",
  kafkaProducerBrokers: [],
  kafkaProducerSaslOptions: { mechanism: "None" },
  rabbitmqNodes: [],
  conditions: [],
});

/** The heartbeats after one of them. */
const beats = (
  database: string,
  after: number,
): { readonly last: number; readonly count: number; readonly failed: number } => {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const row = db
      .prepare(
        "SELECT max(id) AS last, count(*) AS count, sum(status <> 1) AS failed FROM heartbeat WHERE id > ?",
      )
      .get(after);
    return { last: Number(row?.["last"]), count: Number(row?.["count"]), failed: Number(row?.["failed"]) };
  } finally {
    db.close();
  }
};

/** Pages of heartbeats and of the sums made of them, with their indexes. */
const historyBytes = (database: string): number => {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const row = db
      .prepare(
        `SELECT sum(pgsize) AS bytes FROM dbstat WHERE name IN
           (SELECT name FROM sqlite_master WHERE tbl_name = 'heartbeat' OR tbl_name LIKE 'stat_%')`,
      )
      .get();
    return Number(row?.["bytes"]);
  } finally {
    db.close();
  }
};
