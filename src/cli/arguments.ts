import { closest } from "../core/closest.ts";
import { parseDuration } from "../core/duration.ts";
import { UsageError } from "./command.ts";

/** One `--option` of a command: what it takes and what `--help` says about it. */
interface Option {
  readonly summary: string;
  /** The name of its value in the help; absent for a flag. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeated?: true;
  /**
   * The value may be left out. `--option=value` always gives one; the next word is taken only if this says that it
   * looks like one.
   */
  readonly isValue?: (word: string) => boolean;
}

/** `--config`, for commands that read one file. */
export const configOption = {
  summary: "the configuration file (default: hinomi.yaml in this folder)",
  value: "FILE",
} as const satisfies Option;

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { repeated: true }
  ? readonly string[]
  : O extends { isValue: unknown }
    ? string | true | undefined
    : O extends { value: string }
      ? string | undefined
      : boolean;

export interface Arguments<O extends Options> {
  readonly words: readonly string[];
  readonly values: { readonly [Name in keyof O]: ValueOf<O[Name]> };
}

/**
 * Splits a command's arguments into words and options. `--` ends the options; `-` alone is a word.
 * @throws {UsageError} for an unknown option, a missing or unwanted value, a repetition
 */
export const parseArguments = <const O extends Options>(
  args: readonly string[],
  options: O,
): Arguments<O> => {
  const words: string[] = [];
  const found = new Map<string, (string | true)[]>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--") {
      words.push(...args.slice(at + 1));
      break;
    }
    if (!/^--?\w/.test(word)) {
      words.push(word);
      continue;
    }
    const { name, attached } = split(word, options);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) return unknown(word, options);
    const given = found.get(name) ?? [];
    if (given.length > 0 && !option.repeated) throw new UsageError(`--${name} is given twice`);
    const value = attached ?? following(name, option, args[at + 1]);
    if (attached === undefined && value !== true) at += 1;
    if (option.value === undefined && value !== true) throw new UsageError(`--${name} takes no value`);
    found.set(name, [...given, value]);
  }
  return { words, values: valuesOf(options, found) };
};

const split = (word: string, options: Options): { name: string; attached: string | undefined } => {
  if (!word.startsWith("--")) return unknown(word, options);
  const equals = word.indexOf("=");
  if (equals < 0) return { name: word.slice(2), attached: undefined };
  return { name: word.slice(2, equals), attached: word.slice(equals + 1) };
};

/** The value in the next word; true when there is none and none is needed. */
const following = (name: string, option: Option, next: string | undefined): string | true => {
  if (option.value === undefined) return true;
  if (option.isValue) return next !== undefined && option.isValue(next) ? next : true;
  if (next === undefined || next.startsWith("--"))
    throw new UsageError(`--${name} needs a value: --${name} ${option.value}`);
  return next;
};

const unknown = (word: string, options: Options): never => {
  const bare = word.replace(/^-+/, "").replace(/=.*$/s, "");
  const meant = closest(bare, Object.keys(options));
  throw new UsageError(
    `unknown option ${word.replace(/=.*$/s, "")}${meant ? `, did you mean --${meant}?` : ""}`,
  );
};

/** The loop above stores for each option only what `ValueOf` says, which is the guarantee behind the cast. */
const valuesOf = <O extends Options>(
  options: O,
  found: ReadonlyMap<string, readonly (string | true)[]>,
): Arguments<O>["values"] => {
  const valueOf = (name: string, option: Option) => {
    const given = found.get(name) ?? [];
    if (option.repeated) return given;
    return option.value === undefined ? given.length > 0 : given[0];
  };
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, valueOf(name, option)]),
  ) as Arguments<O>["values"];
};

/**
 * The milliseconds that an option's value says; absent when it was not given.
 * @throws {UsageError} when it is not a duration, or none at all
 */
export const durationOf = (name: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const ms = parseDuration(value);
  if (ms === undefined || ms === 0)
    throw new UsageError(`--${name} must be a duration such as 5s or 1m30s, not "${value}"`);
  return ms;
};

/**
 * The port that an option's value says; 0 stands for any free one.
 * @throws {UsageError} when it is not a port
 */
export const portOf = (name: string, value: string): number => {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535)
    throw new UsageError(`--${name} must be a port, 0 to 65535, not "${value}"`);
  return port;
};

/** The aligned list of options for a command's help. */
export const describeOptions = (options: Options): string => {
  const rows = Object.entries(options).map(([name, { value, isValue, summary }]) => {
    const wanted = value === undefined ? "" : isValue ? ` [${value}]` : ` ${value}`;
    return { left: `  --${name}${wanted}`, summary };
  });
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows.map(({ left, summary }) => `${left.padEnd(width)}${summary}\n`).join("");
};
