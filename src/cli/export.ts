import { ConfigError, describeProblem, openRunReader, readConfig } from "../app.ts";
import { parseDateTime } from "../config/date-time.ts";
import { findConfig } from "../config/read.ts";
import { closest } from "../core/closest.ts";
import { parseDuration } from "../core/duration.ts";
import { dayOf } from "../core/day.ts";
import type { Range } from "../core/store.ts";
import { systemClock } from "../engine/system-clock.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { csvFormat } from "./export/csv-format.ts";
import { exportSink } from "./export/export-sink.ts";
import { dayCsvFormat, dayJsonFormat } from "./export/day-formats.ts";
import { jsonFormat } from "./export/json-format.ts";
import type { RowFormat } from "./export/run-format.ts";

const options = {
  from: {
    value: "TIME",
    summary: "the first time: 2026-11-22T09:00, 2026-11-22, or an age: 24h (default: all)",
  },
  to: { value: "TIME", summary: "the time to stop before (default: now)" },
  days: { summary: "print what sources date by day instead of runs: commits, views" },
  format: { value: "FORMAT", summary: "csv or json (default: csv)" },
  sink: { value: "SINK", summary: "write everything to this sink of the configuration, from the beginning" },
  store: { value: "STORE", summary: "read this one instead of the configuration's: sqlite:FILE" },
  config: configOption,
} as const;

const formats = {
  csv: { runs: csvFormat, days: dayCsvFormat },
  json: { runs: jsonFormat, days: dayJsonFormat },
} as const;

type FormatName = keyof typeof formats;

const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);

/** Before and after every day that there is. */
const [firstDay, endOfDays] = ["0000-01-01", "9999-12-31"];

/** Texts are written in pieces of about this many characters. */
const pieceLength = 65_536;

/** `hinomi export`: every run or day value of a store, for other tools. */
export const exportCommand: Command = {
  name: "export",
  summary: "Print every run or day of the store as CSV or JSON",
  help: `Usage: hinomi export [CHECK...] [options]

Prints the runs of the checks named, or of all that have any, to standard output: check by check,
newest first. The server need not be stopped. Times without an offset are in the configuration's zone,
those of the output are UTC. With --days it prints numbers by day, as their sources date them, by
check, reading, day and part. With --sink it writes to a sink, all that there is, which changes nothing
there that is right already. That needs the store for itself: while a server runs, put a token of it in
HINOMI_TOKEN and the server does it.

Options:
${describeOptions(options)}
Exit code: 0 all printed or written, 1 the sink did not take all, 2 not.

Example:
  hinomi export orders --from 7d > orders.csv
  hinomi export commits --days --from 2026-01-01 > commits.csv
  hinomi export --sink sheet
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    if (values.sink !== undefined) {
      const { from, to, format, store, days } = values;
      if (words.length > 0 || days || [from, to, format, store].some((value) => value !== undefined))
        throw new UsageError("--sink writes everything: it takes no check and no other option but --config");
      return await exportSink(values.sink, values.config, terminal);
    }
    const name = values.format ?? "csv";
    if (!isFormat(name)) throw new UsageError(`--format must be csv or json, not "${name}"`);
    const { store, timezone } = placeOf(values, terminal);
    const now = systemClock.now();
    const from = timeOf("from", values.from, timezone, now);
    const to = timeOf("to", values.to, timezone, now);
    const reader = openRunReader(store);
    try {
      if (values.days) {
        const range = {
          from: from === undefined ? firstDay : dayOf(from, timezone),
          to: to === undefined ? endOfDays : dayOf(to, timezone),
        };
        const ids = chosen(words, await reader.datedCheckIds(), "values by day");
        return await print(
          each(ids, (id) => reader.days(id, range)),
          formats[name].days,
          terminal,
        );
      }
      const range: Range = { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
      const ids = chosen(words, await reader.checkIds(), "runs");
      return await print(
        each(ids, (id) => reader.runs(id, range)),
        formats[name].runs,
        terminal,
      );
    } finally {
      await reader.close();
    }
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

/** The checks named, or all. */
const chosen = (words: readonly string[], ids: readonly string[], what: string): readonly string[] => {
  for (const word of words)
    if (!ids.includes(word)) {
      const meant = closest(word, ids);
      throw new UsageError(`there are no ${what} of "${word}"${meant ? `, did you mean "${meant}"?` : ""}`);
    }
  return words.length > 0 ? words : ids;
};

async function* each<Row>(
  ids: readonly string[],
  rowsOf: (id: string) => AsyncGenerator<Row>,
): AsyncGenerator<Row> {
  for (const id of ids) yield* rowsOf(id);
}

const print = async <Row>(
  rows: AsyncGenerator<Row>,
  format: RowFormat<Row>,
  terminal: Terminal,
): Promise<number> => {
  let piece = format.head;
  let isFirst = true;
  for await (const row of rows) {
    piece += (isFirst ? "" : format.between) + format.row(row);
    isFirst = false;
    if (piece.length < pieceLength) continue;
    terminal.out(piece);
    piece = "";
    await terminal.flushed();
    if (terminal.signal.aborted) return 2;
  }
  terminal.out(piece + format.foot);
  return 0;
};
