import { dirname, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";
import type { Check } from "../core/check.ts";
import type { Config, Problem } from "../core/config.ts";
import type { Retention } from "../core/store.ts";
import { isTimezone } from "../core/time-zone.ts";
import type { Catalogue } from "./catalogue.ts";
import { buildChannels } from "./channels.ts";
import { CheckNames } from "./check-names.ts";
import { CheckBuilder } from "./checks.ts";
import { fileSchema, type FileOutput } from "./file-schema.ts";
import { readFileTree, type FileTree } from "./file-tree.ts";
import { textAt } from "./located.ts";
import { buildMaintenance } from "./maintenance.ts";
import { buildPages } from "./pages.ts";
import { namesIn, reportReferences } from "./references.ts";
import { buildSinks } from "./sinks.ts";
import type { Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

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
  /**
   * Which checks are wanted, by their ids; all unless given. The others are left out of the configuration, and what
   * is wrong with them is not said: for a thread that runs its share of a file which has been found valid.
   */
  readonly only?: (id: string) => boolean;
}

export interface LoadedConfig {
  /** Absent when there is any error. */
  readonly config?: Config;
  /** Every problem at once, sorted by position. Never a secret in them. */
  readonly problems: readonly Problem[];
}

/** Reads a configuration. Never throws: whatever is wrong with the text is a problem. */
export const loadConfig = (input: ConfigInput): LoadedConfig => {
  const steps = loadSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

const sliceMs = 5;

/** The same beside other work: after each few milliseconds of it, that comes first. */
export const loadConfigInSlices = async (input: ConfigInput): Promise<LoadedConfig> => {
  const { clock } = input;
  const steps = loadSteps(input);
  for (;;) {
    const until = clock.monotonic() + sliceMs;
    while (clock.monotonic() < until) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await setImmediate();
  }
};

function* loadSteps(input: ConfigInput): Generator<void, LoadedConfig> {
  // A byte order mark at the beginning is no part of the first line.
  const text = input.text.replace(/^\uFEFF/, "");
  const { tree, report, ...read } = yield* readFileTree(text, input);
  const secrets = [...read.secrets];
  const redact = input.createRedactor(secrets);
  const config = tree && (yield* build(tree, { ...input, report, redact }, secrets));
  const problems = report.problems(redact);
  return report.hasErrors() || !config ? { problems } : { config, problems };
}

type BuildInput = Omit<Surroundings, "root" | "timezone"> & Pick<ConfigInput, "only">;

function* build(
  tree: FileTree,
  from: BuildInput,
  secrets: readonly string[],
): Generator<void, Config | undefined> {
  const { root } = tree;
  const { report } = from;
  if (root.kind !== "map") {
    report.error(root.at, "the file must be a map that has at least `checks:`");
    return undefined;
  }
  const file = validateLocated(fileSchema, root, report)?.output;
  const named = textAt(root, "timezone");
  const timezone = named !== undefined && isTimezone(named) ? named : machineTimezone();
  const surroundings = { ...from, root, timezone };
  const channels = buildChannels(surroundings);
  const names = namesIn(root);
  const known = new CheckNames();
  const checks: Check[] = [];
  const builder = new CheckBuilder(surroundings, tree.checks, names);
  for (let index = 0; index < tree.checks.length; index++) {
    known.add(tree.checks, index);
    const check = builder.build(index);
    if (check) checks.push(check);
    if (isPause(index)) yield;
  }
  known.reportDuplicates(tree.checks, report);
  reportReferences(root, known, names, report);
  const maintenance = buildMaintenance(surroundings, known);
  const sinks = buildSinks(surroundings, known);
  const pages = buildPages(surroundings, known);
  const simple = file && withDefaults(file, from.file);
  return simple && { ...simple, timezone, channels, checks, maintenance, sinks, pages, secrets };
}

/** So seldom that asking costs nothing, so often that a slice stays short. */
const isPause = (index: number): boolean => index % 64 === 63;

const machineTimezone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

type Simple = Omit<
  Config,
  "timezone" | "channels" | "checks" | "maintenance" | "sinks" | "pages" | "secrets"
>;

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
    concurrency: {
      total: concurrency.total ?? 1000,
      perHost: concurrency.per_host ?? 20,
      workers: concurrency.workers ?? 0,
    },
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
