import type { Reading } from "../../core/outcome.ts";
import { onOneLine } from "../expect/text.ts";
import type { Found } from "../probe/report.ts";
import type { ProgramEnd } from "./run-program.ts";

const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");

/** How a program ended, in a few words. */
export const endText = (end: ProgramEnd): string => {
  switch (end.kind) {
    case "exited":
      return `exit code ${end.code}`;
    case "killed":
      return `ended by ${end.signal}`;
    case "failed":
      return end.reason.detail;
  }
};

/** Most programs say last what went wrong. */
export const lastErrorLine = ({ stderr }: ProgramEnd): string | undefined => {
  const line = linesOf(stderr).at(-1);
  return line === undefined ? undefined : onOneLine(line);
};

/** Of a long standard error the last lines. */
const mostErrorLines = 15;

export interface Told {
  readonly command: string;
  readonly end: ProgramEnd;
  readonly notes: readonly string[];
}

const stepsOf = ({ command, end, notes }: Told): readonly string[] => [
  `> ${onOneLine(command)}`,
  `* ${endText(end)} after ${Math.round(end.durationMs)} ms`,
  ...notes.map((note) => `* ${note}`),
  ...linesOf(end.stderr)
    .slice(-mostErrorLines)
    .map((line) => `* standard error: ${line}`),
];

/** What a run found, for its outcome. */
export const foundIn = (told: Told, readings: readonly Reading[]): Found => ({
  readings,
  steps: () => stepsOf(told),
  body: () => told.end.stdout,
});

/** Of a long output the first lines. */
const mostTracedLines = 200;

/** Shows a run that has ended to whoever looks on. */
export const traceEnd = (told: Told, trace: (line: string) => void): void => {
  for (const line of linesOf(told.end.stdout).slice(0, mostTracedLines)) trace(`< ${line}`);
  for (const line of stepsOf(told).slice(1)) trace(line);
};
