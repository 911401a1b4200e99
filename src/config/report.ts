import { LineCounter } from "yaml";
import type { Problem } from "../core/config.ts";
import { closest } from "../core/closest.ts";
import type { Place } from "./located.ts";

/** Collects the problems of one file. */
export interface Report {
  error(at: Place, message: string): void;
  warning(at: Place, message: string): void;
  readonly hasErrors: () => boolean;
  /** Sorted by position, each once, with every secret replaced by `redact`. */
  problems(redact: (text: string) => string): readonly Problem[];
}

export const createReport = (file: string, text: string): Report => {
  const lines = countLines(text);
  const found = new Map<string, { readonly problem: Problem; readonly offset: number }>();
  const add = (level: Problem["level"], at: Place, message: string) => {
    const { line, col: column } = lines.linePos(at.offset);
    const key = `${at.offset} ${at.path} ${level} ${message}`;
    const problem = { level, file, line, column, path: at.path, message };
    if (!found.has(key)) found.set(key, { problem, offset: at.offset });
  };
  return {
    error: (at, message) => add("error", at, message),
    warning: (at, message) => add("warning", at, message),
    hasErrors: () => [...found.values()].some(({ problem }) => problem.level === "error"),
    problems: (redact) =>
      [...found.values()]
        .sort((left, right) => left.offset - right.offset)
        .map(({ problem }) => ({ ...problem, message: redact(problem.message) })),
  };
};

const countLines = (text: string): LineCounter => {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
};

/** `unknown channel "tem", did you mean "team"? known: team, ops`. */
export const unknownName = (what: string, name: string, known: readonly string[]): string => {
  const hint = didYouMean(name, known);
  const all = known.length === 0 ? "there are none" : `known: ${listed([...new Set(known)])}`;
  return `unknown ${what} ${JSON.stringify(name)}${hint}${hint === "" ? ";" : ""} ${all}`;
};

/** `, did you mean "team"?`, or nothing when no word is near. */
export const didYouMean = (found: string, words: readonly string[]): string => {
  const meant = closest(found, words);
  return meant === undefined ? "" : `, did you mean ${JSON.stringify(meant)}?`;
};

/** `a, b, c`; a long list is cut. */
export const listed = (words: readonly string[]): string =>
  words.length > 30 ? `${words.slice(0, 30).join(", ")} and ${words.length - 30} more` : words.join(", ");
