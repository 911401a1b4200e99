import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Catalogue } from "../config/catalogue.ts";
import { parseDuration } from "../core/duration.ts";
import { createTransientLedgers } from "../core/transient-ledger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { describeOptions, durationOf, parseArguments } from "./arguments.ts";
import { exitCodeOf } from "./check/checked.ts";
import { junitReport } from "./check/junit-report.ts";
import { createPrinter } from "./check/printer.ts";
import { runRound } from "./check/round.ts";
import { select } from "./check/select.ts";
import { watch } from "./check/watch.ts";
import { type Command, UsageError } from "./command.ts";

const options = {
  config: { value: "FILE", summary: "the configuration (default: hinomi.yaml)" },
  timeout: { value: "TIME", summary: "time limit of each run, such as 5s, instead of the configured one" },
  method: { value: "METHOD", summary: "for a URL: the method (default: GET, with --data POST)" },
  header: { value: "'NAME: VALUE'", repeated: true, summary: "for a URL: a header; again for more" },
  data: { value: "TEXT", summary: "for a URL: the body to send" },
  "expect-status": {
    value: "STATUS",
    summary: "for a URL: good statuses, such as 204 or 2xx,301 (default: 2xx)",
  },
  json: { summary: "print one JSON document" },
  junit: {
    value: "FILE.xml",
    isValue: (word: string) => word.endsWith(".xml"),
    summary: "write JUnit XML, without a file instead of the text",
  },
  verbose: { summary: "show the whole exchange, without secrets" },
  watch: {
    value: "INTERVAL",
    isValue: (word: string) => parseDuration(word) !== undefined,
    summary: "again and again until Ctrl-C (default: every 5s)",
  },
  notify: {
    value: "CHANNEL",
    isValue: () => false,
    summary: "also post the result to the check's channels, or with --notify=CHANNEL to that one",
  },
} as const;

const parseCheckArguments = (args: readonly string[]) => {
  const { words, values } = parseArguments(args, options);
  const text = values.json ? "json" : values.junit === true ? "junit" : "text";
  if (values.json && values.junit === true)
    throw new UsageError("--json and --junit both want standard output: give --junit a file");
  if (values.watch !== undefined && values.junit !== undefined)
    throw new UsageError("--watch and --junit do not go together");
  return {
    words,
    ...values,
    print: text,
    timeoutMs: durationOf("timeout", values.timeout),
    watchMs: values.watch === true ? 5000 : durationOf("watch", values.watch),
  } as const;
};

/** `hinomi check`: run now, without a store. */
export const createCheckCommand = (catalogue: Catalogue): Command => ({
  name: "check",
  summary: "Run checks now and show what they found",
  help: `Usage: hinomi check [URL | ID ...] [options]

Runs checks once and shows each phase and each expectation. A URL (http://, https://,
tcp://host:port, tls://host:port) needs no configuration; an ID is a check of the file; without
either, all checks of the file run that are not paused.

Options:
${describeOptions(options)}
Texts for a URL may contain \${NAME}, which is replaced from the environment and never shown.

Exit code: 0 all good, 1 any bad (degraded counts), 2 could not run or could not post.

Examples:
  hinomi check https://example.com
  hinomi check tls://example.com:443
  hinomi check orders billing --config /etc/hinomi.yaml --json
  hinomi check --junit report.xml
`,
  run: async (args, terminal) => {
    const parsed = parseCheckArguments(args);
    const selection = select(parsed, terminal, catalogue);
    if (!selection) return 2;
    const { watchMs, junit, verbose: withTrace } = parsed;
    const watching = watchMs !== undefined;
    const printer = createPrinter({ print: parsed.print, watching }, terminal);
    // A round remembers what the one before kept; nothing outlives the command.
    const ledgerOf = createTransientLedgers().of;
    const settings = { printer, terminal, clock: systemClock, withTrace, watching, ledgerOf };
    const runOnce = async () => {
      const round = await runRound(selection, settings);
      if (typeof junit === "string")
        await writeFile(resolve(terminal.cwd, junit), junitReport(round.results, selection.paused));
      return round.allDelivered ? exitCodeOf(round.results.map(({ record }) => record.outcome.status)) : 2;
    };
    return watching
      ? await watch(watchMs, runOnce, { clock: systemClock, signal: terminal.signal })
      : await runOnce();
  },
});
