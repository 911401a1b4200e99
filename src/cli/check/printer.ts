import type { Check } from "../../core/check.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import type { Terminal } from "../command.ts";
import { createPaint, printable } from "../style.ts";
import type { Checked } from "./checked.ts";
import { jsonResult } from "./json-report.ts";
import { junitReport } from "./junit-report.ts";
import type { Posted } from "./post-results.ts";
import { lineReport, textReport } from "./text-report.ts";

export interface PrintOptions {
  readonly print: "text" | "json" | "junit";
  /** Rounds follow each other: redraw for a person, one line a run for a log. */
  readonly watching: boolean;
}

/** Shows one round: `begin`, then `checked` and `posted` for each run as it ends, then `end`. */
export interface Printer {
  begin(): void;
  checked(checked: Checked): void;
  posted(posted: readonly Posted[]): void;
  end(results: readonly Checked[], paused: readonly Check[]): void;
}

export const createPrinter = (options: PrintOptions, terminal: Terminal): Printer => {
  const indent = options.watching ? undefined : 2;
  const printers: Readonly<Record<PrintOptions["print"], () => Printer>> = {
    text: () => textPrinter(options, terminal),
    json: () =>
      documentPrinter(
        terminal,
        (results) => `${JSON.stringify(results.map(jsonResult), undefined, indent)}\n`,
      ),
    junit: () => documentPrinter(terminal, junitReport),
  };
  return printers[options.print]();
};

const clearScreen = "\u001b[H\u001b[2J";

const textPrinter = ({ watching }: PrintOptions, terminal: Terminal): Printer => {
  const paint = createPaint(terminal);
  const style = { paint, bars: terminal.isInteractive };
  const inLines = watching && !terminal.isInteractive;
  return {
    begin: () => {
      if (watching && terminal.isInteractive) terminal.out(clearScreen);
    },
    checked: (checked) =>
      terminal.out(inLines ? traceLines(checked) + lineReport(checked) : textReport(checked, style)),
    posted: (posted) => {
      for (const { channel, result } of posted) terminal.out(`  ${postedLine(channel, result)}\n`);
    },
    end: (results, paused) => {
      if (results.length === 0) terminal.out("No check ran\n");
      if (paused.length > 0 && !inLines)
        terminal.out(`Skipped because paused: ${paused.map(({ id }) => id).join(", ")}\n`);
    },
  };
};

/** One document at the end on standard output; everything else that was asked for goes to standard error. */
const documentPrinter = (
  terminal: Terminal,
  document: (results: readonly Checked[], paused: readonly Check[]) => string,
): Printer => ({
  begin: () => {},
  checked: (checked) => terminal.err(traceLines(checked)),
  posted: (posted) => {
    for (const { channel, result } of posted) terminal.err(`${postedLine(channel, result)}\n`);
  },
  end: (results, paused) => terminal.out(document(results, paused)),
});

const traceLines = ({ check, trace }: Checked): string =>
  trace.map((line) => `${check.id} | ${printable(line)}\n`).join("");

const postedLine = (channel: string, result: DeliveryResult): string => {
  const remedy = "remedy" in result && result.remedy ? ` (${result.remedy})` : "";
  const detail = result.detail ? `: ${result.detail}` : "";
  return printable(`posted to ${channel}: ${result.kind}${detail}${remedy}`);
};
