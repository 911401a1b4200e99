import { dirname, resolve } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Config, Problem } from "../core/config.ts";
import type { Retention } from "../core/store.ts";
import type { Catalogue } from "./catalogue.ts";
import { buildChannels } from "./channels.ts";
import { buildChecks } from "./checks.ts";
import { isTimezone } from "./date-time.ts";
import { fileSchema, type FileOutput } from "./file-schema.ts";
import { createInterpolation } from "./interpolation.ts";
import { textAt, type Located } from "./located.ts";
import { buildMaintenance } from "./maintenance.ts";
import { reportReferences } from "./references.ts";
import { createReport } from "./report.ts";
import type { Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";
import { parseYaml } from "./yaml-tree.ts";

export type { Catalogue } from "./catalogue.ts";

export interface ConfigInput {
  /** The file's path, absolute: other files and the store are relative to its folder. */
  readonly file: string;
  /** What the file says. */
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file by its absolute path; throws when it cannot. */
  readonly readFile: (path: string) => string;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Makes the function that replaces these secrets in a text. */
  readonly createRedactor: (secrets: readonly string[]) => (text: string) => string;
}

export interface LoadedConfig {
  /** Absent when there is any error. */
  readonly config?: Config;
  /** Every problem at once, sorted by position. Never a secret in them. */
  readonly problems: readonly Problem[];
}

/** Reads a configuration. Never throws: whatever is wrong with the text is a problem. */
export const loadConfig = (input: ConfigInput): LoadedConfig => {
  // A byte order mark at the beginning is no part of the first line.
  const text = input.text.replace(/^\uFEFF/, "");
  const report = createReport(input.file, text);
  const interpolation = createInterpolation(input, report);
  const root = parseYaml(text, report, interpolation.resolve);
  const secrets = [...interpolation.secrets];
  const redact = input.createRedactor(secrets);
  const config = root && build(root, { ...input, report, redact }, secrets);
  const problems = report.problems(redact);
  return report.hasErrors() || !config ? { problems } : { config, problems };
};

const build = (
  root: Located,
  from: Omit<Surroundings, "root">,
  secrets: readonly string[],
): Config | undefined => {
  if (root.kind !== "map") {
    from.report.error(root.at, "the file must be a map that has at least `checks:`");
    return undefined;
  }
  const file = validateLocated(fileSchema, root, from.report)?.output;
  const named = textAt(root, "timezone");
  const timezone = named !== undefined && isTimezone(named) ? named : machineTimezone();
  const surroundings = { ...from, root };
  reportReferences(root, from.report);
  const channels = buildChannels(surroundings);
  const checks = buildChecks(surroundings);
  const maintenance = buildMaintenance(surroundings, timezone);
  return file && { ...withDefaults(file, from.file), timezone, channels, checks, maintenance, secrets };
};

const machineTimezone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

type Simple = Omit<Config, "timezone" | "channels" | "checks" | "maintenance" | "secrets">;

const withDefaults = (input: FileOutput, file: string): Simple => {
  const { server = {}, concurrency = {} } = input;
  return {
    title: input.title ?? "Hinomi",
    locale: input.locale ?? "en",
    location: input.location ?? "default",
    server: {
      host: server.host ?? "127.0.0.1",
      port: server.port ?? 8300,
      ...(server.trust_proxy && { trustProxy: true }),
      ...(server.public_url !== undefined && { publicUrl: server.public_url.replace(/\/+$/, "") }),
    },
    store: absoluteStore(input.store ?? "sqlite:./hinomi.db", file),
    retention: { ...defaultRetention, ...input.retention },
    concurrency: { total: concurrency.total ?? 100, perHost: concurrency.per_host ?? 6 },
    connectivity: input.connectivity ?? [],
  };
};

const dayMs = 86_400_000;
const defaultRetention: Retention = {
  runs: 30 * dayMs,
  hours: 400 * dayMs,
  days: 3650 * dayMs,
  incidents: 3650 * dayMs,
};

const absoluteStore = (store: string, file: string): string =>
  store.startsWith("sqlite:") ? `sqlite:${resolve(dirname(file), store.slice("sqlite:".length))}` : store;
