import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkTypes } from "./checks/registry.ts";
import { loadConfig, type Catalogue, type LoadedConfig } from "./config/load.ts";
import type { Config, Problem } from "./core/config.ts";
import type { Clock } from "./core/clock.ts";
import { renderMessage } from "./core/message/render.ts";
import { Engine, type EngineInput } from "./engine/engine.ts";
import type { Lookout } from "./engine/lookout.ts";
import { createHttpApp } from "./http/app.ts";
import { listen } from "./http/listen.ts";
import { loadPages } from "./http/load-pages.ts";
import { hashPassword } from "./http/security/password.ts";
import { createReach } from "./net/reach.ts";
import { createRedactor } from "./net/redact.ts";
import { notifiers } from "./notifiers/registry.ts";
import { openStore } from "./stores/registry.ts";

/** The version in package.json, which stands beside both src/ and dist/. */
export const version: string =
  /"version": "([^"]+)"/.exec(readFileSync(new URL("../package.json", import.meta.url), "utf8"))?.[1] ??
  "unknown";

/** Every check type and notifier there is. */
export const catalogue: Catalogue = { checkTypes, notifiers };

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

/** Reads and validates a configuration file. The file system's own error is thrown when it cannot be read. */
export const readConfig = (file: string, env: Env, clock: Clock): LoadedConfig =>
  loadConfig({
    file: resolve(file),
    text: readFileSync(file, "utf8"),
    env,
    readFile: (path) => readFileSync(path, "utf8"),
    catalogue,
    clock,
    createRedactor,
  });

export interface AppInput {
  readonly file: string;
  readonly env: Env;
  readonly clock: Clock;
  /** One line for the operator, without secrets. */
  readonly log: (line: string) => void;
}

/** A running Hinomi: engine, store, page and API. */
export interface App {
  readonly lookout: Lookout;
  /** Where the page answers: `http://127.0.0.1:8300`. */
  readonly url: string;
  /** Where the first account is made, with its one-time token; absent once there is one. */
  readonly setUpUrl?: string;
  /** Makes the first account; false when there is one already. */
  createFirstAccount(name: string, password: string): Promise<boolean>;
  /** Reads the file again; a file with errors leaves everything as it is. False when it was refused. */
  reload(): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Starts everything that a configuration file describes.
 * @throws {ConfigError} when the file has errors
 * @throws {StoreError} when the store cannot be opened
 */
export const startApp = async (input: AppInput): Promise<App> => {
  const { file, env, clock, log } = input;
  const first = readConfig(file, env, clock);
  for (const problem of first.problems) log(describeProblem(problem));
  if (!first.config) throw new ConfigError(file, first.problems);
  let config = first.config;
  let { secrets } = config;
  let redact = createRedactor(secrets);
  const quietLog = (line: string) => log(redact(line));
  const pages = await loadPages(new URL("../dist/page/", import.meta.url));
  const store = openStore(config.store);
  const engine = createEngine({ config, store, clock, redact: (text) => redact(text), log: quietLog });
  const token = randomBytes(24).toString("base64url");
  const server = await listenOrClose(engine, async () => {
    await engine.start();
    const http = createHttpApp({
      lookout: engine,
      pages,
      clock,
      setUp: { token },
      randomBytes,
      version,
      onError: (error) => quietLog(`Page or API: ${String(error)}`),
    });
    return listen(http, config.server);
  });
  const needsSetUp = (await store.accounts.countUsers()) === 0;
  return {
    lookout: engine,
    url: server.url,
    ...(needsSetUp && { setUpUrl: `${server.url}/set-up?token=${token}` }),
    createFirstAccount: async (name, password) =>
      store.accounts.createFirstUser({ name, passwordHash: await hashPassword(password, randomBytes(16)) }),
    reload: async () => {
      const next = readConfig(file, env, clock);
      if (!next.config) {
        engine.refuse(next.problems);
        quietLog(`${file} was refused, the configuration before stays in force:`);
        for (const problem of next.problems) log(describeProblem(problem));
        return false;
      }
      for (const line of needsRestart(config, next.config)) quietLog(line);
      config = { ...next.config, server: config.server, store: config.store };
      redact = createRedactor([...config.secrets, ...secrets]);
      secrets = config.secrets;
      await engine.reload(config);
      quietLog(`${file} was read again: ${config.checks.length} checks`);
      return true;
    },
    stop: async () => {
      await server.close(2000);
      await engine.stop();
    },
  };
};

/** An engine with the parts that are the same in every home. */
export const createEngine = (
  input: Pick<EngineInput, "config" | "store" | "clock" | "redact" | "log">,
): Engine =>
  new Engine({
    ...input,
    newId: randomUUID,
    random: Math.random,
    reach: createReach(input.clock),
    render: ({ locale, timezone, title }, kind, facts) =>
      renderMessage({ kind, facts, locale, timezone, now: input.clock.now(), instance: title }),
  });

/** A start that fails half-way leaves nothing running behind. */
const listenOrClose = async <T>(engine: Engine, start: () => Promise<T>): Promise<T> => {
  try {
    return await start();
  } catch (error) {
    await engine.stop();
    throw error;
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
