import { ConfigError, describeProblem, readConfig, sendTest } from "../app.ts";
import { findConfig } from "../config/read.ts";
import { closest } from "../core/closest.ts";
import type { Config } from "../core/config.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";

const options = { config: configOption } as const;

/** `hinomi notify test <channel>`: the question "does it ring?" answered by the way of real alerts. */
export const notifyCommand: Command = {
  name: "notify",
  summary: "Send a test message to a channel",
  help: `Usage: hinomi notify test <channel> [options]

Sends a test message through the same outbox as real alerts and says what the channel answered.
While a server runs it holds the store: use the test button on its page, or give an API token
in HINOMI_TOKEN and the server sends the message.

Exit code: 0 it arrived, 1 it did not, 2 it could not be tried.

Options:
${describeOptions(options)}`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    const [verb, channel, ...more] = words;
    if (verb !== "test" || channel === undefined || more.length > 0)
      throw new UsageError("say which channel: hinomi notify test <channel>");
    const file = findConfig({ config: values.config, env: terminal.env, cwd: terminal.cwd });
    const { config, problems } = readConfig(file, terminal.env, systemClock);
    for (const problem of problems) terminal.err(`${describeProblem(problem)}\n`);
    if (!config) throw new ConfigError(file, problems);
    if (!config.channels.some(({ id }) => id === channel)) throw unknownChannel(channel, config);
    const token = terminal.env["HINOMI_TOKEN"];
    const sent = token
      ? await askServer(config, channel, token, terminal.signal)
      : await sendTest(config, channel, systemClock);
    return report(channel, sent, createRedactor(config.secrets), terminal);
  },
};

/** A channel that waits for a limit to pass is not waited for. */
const attemptLimitMs = 30_000;

interface Sent {
  readonly state: string;
  readonly log: readonly { readonly kind: string; readonly detail: string }[];
}

/** Has the running server send it, and waits for the first attempt. */
const askServer = async (
  { server }: Config,
  channel: string,
  token: string,
  signal: AbortSignal,
): Promise<Sent> => {
  const base = server.publicUrl ?? `http://${server.host}:${server.port}`;
  const ask = async (path: string, method: "GET" | "POST"): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token.trim()}` };
    const response = await fetch(`${base.replace(/\/$/, "")}/api/v1${path}`, { method, headers }).catch(
      () => {
        throw new Error(`no server answers at ${base}`);
      },
    );
    if (response.ok) return await response.json();
    throw new Error(`the server answered ${response.status} at ${path}: is HINOMI_TOKEN one of its tokens?`);
  };
  const { notificationId } = (await ask(`/channels/${encodeURIComponent(channel)}/test`, "POST")) as {
    readonly notificationId: string;
  };
  const end = systemClock.monotonic() + attemptLimitMs;
  while (!signal.aborted && systemClock.monotonic() < end) {
    const { items } = (await ask(
      `/notifications?channel=${encodeURIComponent(channel)}&limit=20`,
      "GET",
    )) as {
      readonly items: readonly (Sent & { readonly id: string })[];
    };
    const sent = items.find(({ id }) => id === notificationId);
    if (sent && sent.log.length > 0) return sent;
    await new Promise<void>((resolve) => void systemClock.schedule(200, resolve));
  }
  throw new Error("the server has not tried yet: look at the channel on its page");
};

const report = (
  channel: string,
  { state, log }: Sent,
  redact: (text: string) => string,
  { out }: Terminal,
): number => {
  const answer = log.at(-1)?.detail;
  const arrived = state === "delivered";
  out(
    redact(
      `${arrived ? "✔" : "✖"} ${channel}: ${arrived ? "delivered" : "not delivered"}${answer ? `, ${answer}` : ""}\n`,
    ),
  );
  return arrived ? 0 : 1;
};

const unknownChannel = (channel: string, { channels }: Config): UsageError => {
  const meant = closest(
    channel,
    channels.map(({ id }) => id),
  );
  return new UsageError(`there is no channel "${channel}"${meant ? `, did you mean "${meant}"?` : ""}`);
};
