import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Catalogue } from "../../config/catalogue.ts";
import { loadConfig } from "../../config/load.ts";
import { findConfig, readConfigFile } from "../../config/read.ts";
import type { Check } from "../../core/check.ts";
import { closest } from "../../core/closest.ts";
import type { ChannelConfig, Config } from "../../core/config.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { createRedactor } from "../../net/redact.ts";
import { type Terminal, UsageError } from "../command.ts";
import { describeWithExcerpt } from "../excerpt.ts";
import { createPaint } from "../style.ts";
import { isUrl, refuseUrlOptions, urlConfig, type UrlOptions } from "./url-config.ts";

/** The checks that a command line means, with what is needed to run them. */
export interface Selection {
  /** In the order of the command line, or of the file. */
  readonly checks: readonly Check[];
  /** Left out because they are paused. */
  readonly paused: readonly Check[];
  /** The file's configuration; without a file, the one that the URLs make. */
  readonly config: Config;
  /** Where a check's result is posted; nowhere without --notify. */
  readonly channelsOf: (check: Check) => readonly ChannelConfig[];
  readonly redact: (text: string) => string;
}

export interface SelectArguments extends UrlOptions {
  /** URLs and ids; none for every check of the file. */
  readonly words: readonly string[];
  readonly config: string | undefined;
  readonly timeoutMs: number | undefined;
  /** A channel's id, or true for the check's own channels. */
  readonly notify: string | true | undefined;
}

/**
 * Finds the checks. Absent when the configuration has errors, which have been printed then.
 * @throws {UsageError} for an unknown id or channel, and for URL options without a URL
 */
export const select = (
  args: SelectArguments,
  terminal: Terminal,
  catalogue: Catalogue,
): Selection | undefined => {
  const words = [...new Set(args.words)];
  const urls = words.filter(isUrl);
  if (urls.length === 0) refuseUrlOptions(args, "a URL");
  const needsFile = urls.length === 0 || urls.length < words.length || args.notify !== undefined;

  const adHoc = urls.length > 0 ? readUrls(urls, args, terminal, catalogue) : undefined;
  const config = needsFile ? readFile(args, terminal, catalogue) : adHoc;
  if (!config) return undefined;

  const known = new Map(config.checks.map((check) => [check.id, check]));
  urls.forEach((url, at) => {
    const check = adHoc?.checks[at];
    if (check) known.set(url, { ...check, title: check.target });
  });
  const wanted =
    words.length > 0 ? words.map((word) => named("check", word, known)) : config.checks.filter(isActive);
  return {
    checks: wanted.map((check) => withTimeout(check, args.timeoutMs)),
    paused: words.length > 0 ? [] : config.checks.filter(({ paused }) => paused),
    config,
    channelsOf: channelsFor(args.notify, config, wanted),
    redact: createRedactor([...config.secrets, ...(adHoc?.secrets ?? [])]),
  };
};

const isActive = ({ paused }: Check): boolean => !paused;

const withTimeout = (check: Check, timeoutMs: number | undefined): Check =>
  timeoutMs === undefined ? check : { ...check, timeoutMs };

/** The file's configuration, or none when it has errors. */
const readFile = (args: SelectArguments, terminal: Terminal, catalogue: Catalogue): Config | undefined => {
  const { env, cwd } = terminal;
  const file = findConfig({ config: args.config, env, cwd });
  const read = readConfigFile(file, { env, catalogue, clock: systemClock, createRedactor });
  const lines = read.text.split("\n");
  for (const problem of read.problems)
    terminal.err(`${describeWithExcerpt(problem, lines, createPaint(terminal))}\n`);
  return read.config;
};

/** The configuration that the URLs make. The command line is no file to lint: its warnings are not shown. */
const readUrls = (
  urls: readonly string[],
  options: UrlOptions,
  { env, cwd }: Terminal,
  catalogue: Catalogue,
): Config => {
  const { config, problems } = loadConfig({
    file: resolve(cwd, "command line"),
    text: JSON.stringify(urlConfig(urls, options)),
    env,
    readFile: (path) => readFileSync(path, "utf8"),
    catalogue,
    clock: systemClock,
    createRedactor,
  });
  if (config) return config;
  const errors = problems.filter(({ level }) => level === "error");
  const texts = errors.map(({ path, message }) => `${path.replace(/^checks\[\d+\]\.?/, "")}: ${message}`);
  throw new UsageError([...new Set(texts)].join("; "));
};

const channelsFor = (
  notify: SelectArguments["notify"],
  { channels }: Config,
  checks: readonly Check[],
): ((check: Check) => readonly ChannelConfig[]) => {
  if (notify === undefined) return () => [];
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  if (notify === true) {
    if (checks.every((check) => check.notify.length === 0))
      throw new UsageError("the checks have no channels of their own: name one with --notify=CHANNEL");
    return (check) => check.notify.map((id) => named("channel", id, byId));
  }
  const channel = named("channel", notify, byId);
  return () => [channel];
};

const named = <T>(kind: string, name: string, known: ReadonlyMap<string, T>): T => {
  const found = known.get(name);
  if (found !== undefined) return found;
  const meant = closest(name, known.keys());
  throw new UsageError(`there is no ${kind} "${name}"${meant ? `, did you mean "${meant}"?` : ""}`);
};
