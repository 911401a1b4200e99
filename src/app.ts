import { randomBytes, randomUUID } from "node:crypto";
import { catalogue } from "./catalogue.ts";
import type { LoadedConfig } from "./config/load.ts";
import { readConfigFile, readConfigFileInSlices } from "./config/read.ts";
import type { Config, Problem, SinkConfig } from "./core/config.ts";
import type { Clock } from "./core/clock.ts";
import { renderMessage } from "./core/message/render.ts";
import type { Notification } from "./core/notification.ts";
import type { Outbox } from "./core/store.ts";
import { Delivery } from "./engine/delivery/delivery.ts";
import { Engine, type EngineInput } from "./engine/engine.ts";
import { drainSink, type DrainInput, type DrainResult } from "./engine/sinks/drain-sink.ts";
import { createHttpApp } from "./http/app.ts";
import { listen, type Listening } from "./http/listen.ts";
import { loadPages } from "./http/load-pages.ts";
import type { Pages } from "./http/pages.ts";
import { hashPassword } from "./http/security/password.ts";
import type { HttpApp } from "./http/site.ts";
import { createReach } from "./net/reach.ts";
import { createRedactor } from "./net/redact.ts";
import { ProbePool } from "./probes/probe-pool.ts";
import { openStore } from "./stores/registry.ts";
import { version } from "./version.ts";

export { backupStore, openRunReader } from "./stores/registry.ts";

/** The configuration has errors; `problems` says all of them. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];
  constructor(file: string, problems: readonly Problem[]) {
    const errors = problems.filter(({ level }) => level === "error").length;
    super(`${file} has ${errors} ${errors === 1 ? "problem" : "problems"}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads and validates a configuration file. Throws when it cannot be read. */
export const readConfig = (file: string, env: Env, clock: Clock): LoadedConfig & { readonly text: string } =>
  readConfigFile(file, { env, clock, catalogue, createRedactor });

export interface AppInput {
  readonly file: string;
  readonly env: Env;
  readonly clock: Clock;
  /** One line for the operator, without secrets. */
  readonly log: (line: string) => void;
}

/** A running Hinomi: engine, store, page and API, from one configuration file. */
export class App {
  readonly lookout: Engine;
  readonly #input: AppInput;
  readonly #secrets: Secrets;
  readonly #probes: ProbePool;
  readonly #setUpToken = randomBytes(24).toString("base64url");
  #config: Config;
  #server: Listening | undefined;

  private constructor(input: AppInput, config: Config) {
    this.#input = input;
    this.#config = config;
    this.#secrets = createSecrets(config.secrets);
    this.#probes = new ProbePool({ clock: input.clock, log: (line) => this.#log(line) });
    this.lookout = createEngine({
      config,
      store: openStore(config.store),
      clock: input.clock,
      redact: this.#secrets.redact,
      log: (line) => this.#log(line),
      probes: this.#probes,
    });
  }

  /**
   * Starts everything that the file describes.
   * @throws {ConfigError} when the file has errors
   * @throws {StoreError} when the store cannot be opened
   */
  static async start(input: AppInput): Promise<App> {
    const { config, problems, text } = readConfig(input.file, input.env, input.clock);
    for (const problem of problems) input.log(describeProblem(problem));
    if (!config) throw new ConfigError(input.file, problems);
    const pages = await loadPages(new URL("../dist/page/", import.meta.url));
    const app = new App(input, config);
    try {
      await app.#makeThreads(text, config);
      await app.lookout.start();
      app.#server = await listen(app.#http(pages), config.server);
      return app;
    } catch (error) {
      await app.lookout.stop();
      throw error;
    }
  }

  /** Where the page answers: `http://127.0.0.1:8300`. */
  get url(): string {
    return this.#server?.url ?? "";
  }

  /** Where the first account is made, with its one-time token; absent once there is one. */
  async setUpUrl(): Promise<string | undefined> {
    const isNeeded = (await this.lookout.store.accounts.countUsers()) === 0;
    return isNeeded ? `${this.url}/set-up?token=${this.#setUpToken}` : undefined;
  }

  /** Makes the first account; false when there is one already. */
  async createFirstAccount(name: string, password: string): Promise<boolean> {
    const passwordHash = await hashPassword(password, randomBytes(16));
    return this.lookout.store.accounts.createFirstUser({ name, passwordHash });
  }

  /** Reads the file again; a file with errors leaves everything as it is. False when it was refused. */
  async reload(): Promise<boolean> {
    const { file, env, clock, log } = this.#input;
    const next = await readConfigFileInSlices(file, { env, clock, catalogue, createRedactor });
    for (const problem of next.problems) log(describeProblem(problem));
    if (!next.config) {
      this.lookout.refuse(next.problems.filter(({ level }) => level === "error"));
      log(`${file} was refused: the configuration before it stays in force`);
      return false;
    }
    for (const line of needsRestart(this.#config, next.config)) log(line);
    const { server, store } = this.#config;
    this.#config = { ...next.config, server, store };
    this.#secrets.take(next.config.secrets);
    await this.#makeThreads(next.text, next.config);
    await this.lookout.reload(this.#config);
    log(`${file} was read again: ${this.#config.checks.length} checks`);
    return true;
  }

  async stop(): Promise<void> {
    await this.#server?.close(2000);
    await this.lookout.stop();
  }

  #makeThreads(text: string, { concurrency }: Config): Promise<void> {
    const { file, env } = this.#input;
    return this.#probes.configure({ file, text, env: { ...env } }, concurrency.workers);
  }

  #log(line: string): void {
    this.#input.log(this.#secrets.redact(line));
  }

  #http(pages: Pages): HttpApp {
    return createHttpApp({
      lookout: this.lookout,
      pages,
      clock: this.#input.clock,
      setUp: { token: this.#setUpToken },
      trustProxy: this.#config.server.trustProxy ?? false,
      randomBytes,
      version,
      onError: (error) => this.#log(`Page or API: ${String(error)}`),
    });
  }
}

interface Secrets {
  redact(text: string): string;
  take(secrets: readonly string[]): void;
}

/** Secrets of the configuration before are still in its runs and errors: they stay known for one more. */
const createSecrets = (first: readonly string[]): Secrets => {
  let known = first;
  let redact = createRedactor(known);
  return {
    redact: (text) => redact(text),
    take: (secrets) => {
      redact = createRedactor([...secrets, ...known]);
      known = secrets;
    },
  };
};

/** An engine with the parts that are the same in every home. */
export const createEngine = (
  input: Pick<EngineInput, "config" | "store" | "clock" | "redact" | "log" | "probes">,
): Engine =>
  new Engine({
    ...input,
    newId: randomUUID,
    random: Math.random,
    reach: createReach(input.clock),
    render: (config, kind, facts) => render(config, input.clock, kind, facts),
  });

const render = (
  { locale, timezone, title }: Config,
  clock: Clock,
  kind: Notification["kind"],
  facts: Notification["facts"],
): ReturnType<typeof renderMessage> =>
  renderMessage({ kind, facts, locale, timezone, now: clock.now(), instance: title });

/**
 * Sends a test message to one channel by the way of real ones, through the store's outbox, and waits for the first
 * attempt. What else is owed goes out too. A test that did not arrive is not tried again later.
 * @throws {StoreError} when the store cannot be opened, as while a server has it
 */
export const sendTest = async (config: Config, channel: string, clock: Clock): Promise<NotificationLog> => {
  const store = openStore(config.store);
  const id = randomUUID();
  const { promise: attempted, resolve, reject } = Promise.withResolvers<void>();
  const delivery = new Delivery({
    outbox: store.outbox,
    clock,
    random: Math.random,
    newId: randomUUID,
    render: (kind, facts) => render(config, clock, kind, facts),
    currentFacts: () => Promise.resolve(undefined),
    onDelivery: (row) => row.id === id && resolve(),
    onError: reject,
  });
  try {
    await delivery.setChannels(config.channels);
    const createdAt = clock.now();
    const test = { id, channel, kind: "test", sequence: 0, createdAt, facts: [] } as const;
    await store.outbox.add([test]);
    delivery.take([test]);
    await attempted;
    await delivery.stop(0);
    const { items } = await store.outbox.list({ channel, limit: 20 });
    const sent = items.find((row) => row.id === id);
    if (!sent) throw new Error("the test message is not in the outbox");
    if (sent.state === "pending") {
      const settlement = {
        state: "dead",
        nextAttemptAt: createdAt,
        uncertain: false,
        settledAt: clock.now(),
      } as const;
      await store.outbox.settle({ ids: [id], settlement });
    }
    return sent;
  } finally {
    await store.close();
  }
};

type NotificationLog = Awaited<ReturnType<Outbox["list"]>>["items"][number];

/**
 * Writes everything that the store has to one sink, from the beginning.
 * @throws {StoreError} when the store cannot be opened, as while a server has it
 */
export const exportToSink = async (
  { store: address, timezone, checks }: Config,
  sink: SinkConfig,
  input: Pick<DrainInput, "clock" | "signal" | "onStep">,
): Promise<DrainResult> => {
  const store = openStore(address);
  try {
    const latest = await store.runs.latest();
    const source = {
      store,
      timezone: () => timezone,
      checks: () => checks,
      readingsOf: (id: string) => (latest.get(id)?.outcome.readings ?? []).map(({ name }) => name),
      isBehind: () => false,
    };
    return await drainSink({ ...input, config: sink, source, random: Math.random });
  } finally {
    await store.close();
  }
};

/** `hinomi.yaml:3:5: checks[0].url: …`. */
export const describeProblem = ({ level, file, line, column, path, message }: Problem): string =>
  `${file}:${line}:${column}: ${level === "warning" ? "warning: " : ""}${path ? `${path}: ` : ""}${message}`;

const needsRestart = (before: Config, after: Config): readonly string[] => {
  const changed = [
    ...(before.store === after.store ? [] : ["store"]),
    ...(JSON.stringify(before.server) === JSON.stringify(after.server) ? [] : ["server"]),
  ];
  return changed.map((name) => `${name}: the change takes effect at the next start`);
};
