import { loadConfig } from "../../config/load.ts";
import { findConfig } from "../../config/read.ts";
import type { Check } from "../../core/check.ts";
import { closest } from "../../core/closest.ts";
import type { ChannelConfig, Config, Problem } from "../../core/config.ts";
import { createRedactor } from "../../core/redact.ts";
import { type Terminal, UsageError } from "../command.ts";
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
export const select = async (args: SelectArguments, terminal: Terminal): Promise<Selection | undefined> => {
  const words = [...new Set(args.words)];
  const urls = words.filter(isUrl);
  if (urls.length === 0) refuseUrlOptions(args, "a URL");
  const needsFile = urls.length === 0 || urls.length < words.length || args.notify !== undefined;

  const configs: Config[] = [];
  if (needsFile) configs.push(...(await readFile(args, terminal)));
  if (urls.length > 0) configs.push(...(await readUrls(urls, args, terminal)));
  const [config, adHoc = config] = configs;
  if (!config || configs.length < Number(needsFile) + Number(urls.length > 0)) return undefined;

  const known = new Map(config.checks.map((check) => [check.id, check]));
  urls.forEach((url, at) => {
    const check = adHoc?.checks[at];
    if (check) known.set(url, check);
  });
  const wanted =
    words.length > 0 ? words.map((word) => named("check", word, known)) : config.checks.filter(isActive);
  return {
    checks: wanted.map((check) => withTimeout(check, args.timeoutMs)),
    paused: words.length > 0 ? [] : config.checks.filter(({ paused }) => paused),
    config,
    channelsOf: channelsFor(args.notify, config),
    redact: createRedactor(configs.flatMap(({ secrets }) => secrets)),
  };
};

const isActive = ({ paused }: Check): boolean => !paused;

const withTimeout = (check: Check, timeoutMs: number | undefined): Check =>
  timeoutMs === undefined ? check : { ...check, timeoutMs };

/** The file's configuration, or none when it has errors. */
const readFile = async (args: SelectArguments, terminal: Terminal): Promise<readonly Config[]> => {
  const { readConfig } = await import("../../app.ts");
  const file = findConfig({ config: args.config, env: terminal.env, cwd: terminal.cwd });
  return await accept(readConfig(file, terminal.env), terminal);
};

/** The configuration that the URLs make. The command line is no file to lint: its warnings are not shown. */
const readUrls = async (
  urls: readonly string[],
  options: UrlOptions,
  terminal: Terminal,
): Promise<readonly Config[]> => {
  const { catalogue } = await import("../../app.ts");
  const { config, problems } = loadConfig({
    file: "command line",
    text: JSON.stringify(urlConfig(urls, options), undefined, 1),
    env: terminal.env,
    readFile: () => "",
    catalogue,
  });
  return await accept({ config, problems: problems.filter(({ level }) => level === "error") }, terminal);
};

const accept = async (
  read: { readonly config?: Config | undefined; readonly problems: readonly Problem[] },
  terminal: Terminal,
): Promise<readonly Config[]> => {
  const { describeProblem } = await import("../../app.ts");
  for (const problem of read.problems) terminal.err(`${describeProblem(problem)}\n`);
  return read.config ? [read.config] : [];
};

const channelsFor = (
  notify: SelectArguments["notify"],
  { channels }: Config,
): ((check: Check) => readonly ChannelConfig[]) => {
  if (notify === undefined) return () => [];
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  if (notify === true) return (check) => check.notify.map((id) => named("channel", id, byId));
  const channel = named("channel", notify, byId);
  return () => [channel];
};

const named = <T>(kind: string, name: string, known: ReadonlyMap<string, T>): T => {
  const found = known.get(name);
  if (found !== undefined) return found;
  const meant = closest(name, known.keys());
  throw new UsageError(`there is no ${kind} "${name}"${meant ? `, did you mean "${meant}"?` : ""}`);
};
