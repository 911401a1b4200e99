import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../target/target.ts";

export interface ConfigWish {
  readonly folder: string;
  readonly target: Pick<Target, "url" | "tls">;
  readonly checks: number;
  readonly everyMs: number;
  readonly workers?: number;
  /** Default YAML. JSON is YAML too, but may be read faster. */
  readonly format?: "yaml" | "json";
}

/** A configuration on disk. */
export interface ConfigFile {
  readonly file: string;
  /** `sqlite:<absolute path>`. */
  readonly store: string;
  readonly databaseFile: string;
  readonly ids: readonly string[];
  readonly everyMs: number;
}

/** Writes a configuration of many HTTP checks with expectations on status, latency and JSON. */
export const writeConfigFile = (wish: ConfigWish): ConfigFile => {
  const { folder, checks, everyMs, format = "yaml" } = wish;
  const databaseFile = join(folder, "hinomi.db");
  const store = `sqlite:${databaseFile}`;
  const ids = Array.from({ length: checks }, (_, index) => `check-${index}`);
  const head = headOf(wish, store);
  const file = join(folder, `hinomi.${format}`);
  const entries = ids.map((id, index) => checkOf(id, index, wish));
  writeFileSync(
    file,
    format === "json" ? JSON.stringify({ ...head, checks: entries }) : asYaml(head, entries),
  );
  return { file, store, databaseFile, ids, everyMs };
};

const headOf = ({ everyMs, workers = 0 }: ConfigWish, store: string): Readonly<Record<string, unknown>> => ({
  store,
  timezone: "UTC",
  server: { port: 0 },
  // All targets are one host here: the limit per host would measure itself.
  concurrency: { total: 2000, per_host: 2000, ...(workers > 0 && { workers }) },
  defaults: { every: `${everyMs}ms`, timeout: `${Math.min(10_000, everyMs)}ms` },
});

const checkOf = (id: string, index: number, { target }: ConfigWish): Readonly<Record<string, unknown>> => ({
  id,
  type: "http",
  url: `${target.url}/${index}`,
  ...(target.tls && { ca: target.tls.cert }),
  expect: { status: 200, latency: { warn: "2s", fail: "5s" }, json: [{ path: "$.status", eq: "ok" }] },
});

/** One entry per line, as people write it: the flow style of YAML is JSON without most quotes. */
const asYaml = (head: Readonly<Record<string, unknown>>, entries: readonly unknown[]): string => {
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${lines.join("\n")}\nchecks:\n${entries.map((entry) => `  - ${flow(entry)}`).join("\n")}\n`;
};

const flow = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return plain(value);
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${flow(member)}`)
    .join(", ")} }`;
};

const plain = (value: unknown): string =>
  typeof value === "string" && /^[a-z][\w.-]*$|^\d+m?s$/.test(value) ? value : JSON.stringify(value);
