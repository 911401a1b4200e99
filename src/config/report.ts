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
  const found = new Map<string, Finding>();
  const add = (level: Problem["level"], at: Place, message: string) => {
    const { offset, path } = at;
    const key = `${offset} ${path} ${level} ${message}`;
    if (!found.has(key)) found.set(key, { level, offset, path, message });
  };
  return {
    error: (at, message) => add("error", at, message),
    warning: (at, message) => add("warning", at, message),
    hasErrors: () => found.values().some(({ level }) => level === "error"),
    problems: (redact) => {
      if (found.size === 0) return [];
      const lines = countLines(text);
      return [...found.values()]
        .sort((left, right) => left.offset - right.offset)
        .map(({ level, offset, path, message }) => {
          const { line, col: column } = lines.linePos(offset);
          return { level, file, line, column, path, message: redact(message) };
        });
    },
  };
};

interface Finding {
  readonly level: Problem["level"];
  readonly offset: number;
  readonly path: string;
  readonly message: string;
}

const countLines = (text: string): LineCounter => {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) lines.addNewLine(end + 1);
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
