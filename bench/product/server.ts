import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { heapEnvironment, heapFlags } from "../../src/cli/lean-heap.ts";
import { openStore } from "../../src/stores/registry.ts";
import { endChild, startChild } from "../measure/children.ts";
import type { ConfigFile } from "./config-file.ts";
import type { Inside, Wish } from "./inside.ts";

/** A running `hinomi serve`. */
export interface Server {
  readonly pid: number;
  /** When its process was started, on `performance.now()`. */
  readonly spawnedAt: number;
  /** The page's address. */
  readonly url: string;
  /** For `Authorization: Bearer`. */
  readonly token: string;
  /** What it says of itself; `reset` begins the event loop's statistics anew. */
  inside(wish?: Wish): Promise<Inside>;
  /** Ends it in order, as a person would. */
  stop(): Promise<void>;
}

/** What is published, not its source: `npm run bench` builds it. */
const main = new URL("../../dist/main.js", import.meta.url).pathname;
const insideScript = new URL("inside.ts", import.meta.url).href;
const startLimitMs = 120_000;

/** `inside.ts` sends nothing else. */
const asInside = (message: unknown): Inside => message as Inside;

/** Starts the product as a process of its own and waits until its page answers. */
export const startServer = async (config: ConfigFile): Promise<Server> => {
  const token = await addToken(config.store);
  // Under a parent that talks by messages the product does not give itself these.
  const args = [...heapFlags, "--import", insideScript, main, "serve", "--config", config.file];
  const spawnedAt = performance.now();
  const env = { ...heapEnvironment, ...process.env };
  const child = startChild(process.execPath, args, { stdio: ["ignore", "pipe", "inherit", "ipc"], env });
  const late = setTimeout(() => child.kill("SIGKILL"), startLimitMs);
  const url = await addressIn(child.stdout);
  clearTimeout(late);
  if (url === undefined) throw new Error("hinomi serve did not start");
  return {
    pid: child.pid ?? 0,
    spawnedAt,
    url,
    token,
    inside: async (wish) => {
      const answer = once(child, "message");
      child.send(wish ?? "look");
      return asInside((await answer)[0]);
    },
    stop: () => endChild(child, 60_000),
  };
};

/** The address of the page in what the server prints; absent when it ends without. */
const addressIn = (output: NodeJS.ReadableStream | null): Promise<string | undefined> =>
  new Promise((resolve) => {
    if (!output) return resolve(undefined);
    const lines = createInterface({ input: output });
    lines.on("line", (line) => {
      const [url] = /http:\/\/[\w.:-]+/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
    lines.once("close", () => resolve(undefined));
  });

/** Puts a token for the page's API into the store before the server takes it. */
const addToken = async (address: string): Promise<string> => {
  const store = openStore(address);
  const token = `hin_${randomBytes(24).toString("base64url")}`;
  const hash = createHash("sha256").update(token).digest("hex");
  await store.accounts.saveToken({
    id: `bench-${hash.slice(0, 8)}`,
    name: "bench",
    hash,
    createdAt: Date.now(),
  });
  await store.close();
  return token;
};
