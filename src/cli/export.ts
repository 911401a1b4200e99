import { ConfigError, describeProblem, openRunReader, readConfig } from "../app.ts";
import { parseDateTime } from "../config/date-time.ts";
import { findConfig } from "../config/read.ts";
import { closest } from "../core/closest.ts";
import { parseDuration } from "../core/duration.ts";
import type { Range } from "../core/store.ts";
import { systemClock } from "../engine/system-clock.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { csvFormat } from "./export/csv-format.ts";
import type { RunFormat } from "./export/run-format.ts";
import { jsonFormat } from "./export/json-format.ts";

const options = {
  from: {
    value: "TIME",
    summary: "the first time: 2026-11-22T09:00, 2026-11-22, or an age: 24h (default: all)",
  },
  to: { value: "TIME", summary: "the time to stop before (default: now)" },
  format: { value: "FORMAT", summary: "csv or json (default: csv)" },
  store: { value: "STORE", summary: "read this one instead of the configuration's: sqlite:FILE" },
  config: configOption,
} as const;

const formats: Readonly<Record<string, RunFormat>> = { csv: csvFormat, json: jsonFormat };

/** Texts are written in pieces of about this many characters. */
const pieceLength = 65_536;

/** `hinomi export`: every run of a store, for other tools. */
export const exportCommand: Command = {
  name: "export",
  summary: "Print every run of the store as CSV or JSON",
  help: `Usage: hinomi export [CHECK...] [options]

Prints the runs of the checks named, or of all that have any, to standard output: check by check,
newest first. The server need not be stopped. Times without an offset are in the configuration's zone,
those of the output are UTC.

Options:
${describeOptions(options)}
Exit code: 0 all printed, 2 not.

Example:
  hinomi export orders --from 7d > orders.csv
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    const name = values.format ?? "csv";
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (!format) throw new UsageError(`--format must be csv or json, not "${name}"`);
    const { store, timezone } = placeOf(values, terminal);
    const now = systemClock.now();
    const range = {
      from: timeOf("from", values.from, timezone, now) ?? Number.NEGATIVE_INFINITY,
      to: timeOf("to", values.to, timezone, now) ?? Number.POSITIVE_INFINITY,
    };
    return await print(store, words, range, format, terminal);
  },
};

/** The store to read, and the zone of times that name none. */
const placeOf = (
  { store, config: named }: { readonly store: string | undefined; readonly config: string | undefined },
  { env, cwd, err }: Terminal,
): { readonly store: string; readonly timezone: string } => {
  if (store !== undefined) return { store, timezone: "UTC" };
  const file = findConfig({ config: named, env, cwd });
  const { config, problems } = readConfig(file, env, systemClock);
  for (const problem of problems) err(`${describeProblem(problem)}\n`);
  if (!config) throw new ConfigError(file, problems);
  return config;
};

const timeOf = (
  name: string,
  value: string | undefined,
  timezone: string,
  now: number,
): number | undefined => {
  if (value === undefined) return undefined;
  const age = parseDuration(value);
  const at = age === undefined ? parseDateTime(value, timezone) : now - age;
  if (at !== undefined) return at;
  throw new UsageError(
    `--${name} must be a time such as 2026-11-22T09:00 or an age such as 24h, not "${value}"`,
  );
};

const print = async (
  store: string,
  words: readonly string[],
  range: Range,
  format: RunFormat,
  terminal: Terminal,
): Promise<number> => {
  const reader = openRunReader(store);
  try {
    const ids = await reader.checkIds();
    for (const word of words) if (!ids.includes(word)) throw unknownCheck(word, ids);
    let piece = format.head;
    let isFirst = true;
    for (const id of words.length > 0 ? words : ids)
      for await (const run of reader.runs(id, range)) {
        piece += (isFirst ? "" : format.between) + format.row(run);
        isFirst = false;
        if (piece.length < pieceLength) continue;
        terminal.out(piece);
        piece = "";
        await terminal.flushed();
        if (terminal.signal.aborted) return 2;
      }
    terminal.out(piece + format.foot);
    return 0;
  } finally {
    await reader.close();
  }
};

const unknownCheck = (word: string, ids: readonly string[]): UsageError => {
  const meant = closest(word, ids);
  return new UsageError(`there are no runs of "${word}"${meant ? `, did you mean "${meant}"?` : ""}`);
};
