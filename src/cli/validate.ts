import { isAbsolute, relative } from "node:path";
import type { Catalogue } from "../config/catalogue.ts";
import { fileJsonSchema } from "../config/json-schema.ts";
import type { LoadedConfig } from "../config/load.ts";
import { findConfig, readConfigFile } from "../config/read.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { describeOptions, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { describeWithExcerpt } from "./excerpt.ts";
import { createPaint } from "./style.ts";

const options = {
  json: { summary: "print one JSON document: file, valid, problems" },
  schema: { summary: "print the JSON Schema of the file instead, for editors" },
} as const;

/** `hinomi validate`: every problem of a file at once. */
export const createValidateCommand = (catalogue: Catalogue): Command => ({
  name: "validate",
  summary: "Check a configuration file and show every problem",
  help: `Usage: hinomi validate [FILE] [options]

Reads the file as \`hinomi serve\` would, without running anything, and shows every problem with its line.
Without FILE: HINOMI_CONFIG, else hinomi.yaml or hinomi.yml in this folder.

Options:
${describeOptions(options)}
Exit code: 0 valid (there may be warnings), 1 not valid, 2 could not be read.
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    if (words.length > 1) throw new UsageError("give one file");
    if (values.schema) {
      terminal.out(`${JSON.stringify(fileJsonSchema(catalogue), null, 2)}\n`);
      return 0;
    }
    const { env, cwd } = terminal;
    const file = findConfig({ config: words[0], env, cwd });
    const loaded = readConfigFile(file, { env, catalogue, clock: systemClock, createRedactor });
    const name = shortName(file, cwd);
    terminal.out(values.json ? asJson(name, loaded) : asText(name, loaded, terminal));
    return loaded.config ? 0 : 1;
  },
});

/** Relative to the folder when it is below it. */
const shortName = (file: string, cwd: string): string => {
  const short = relative(cwd, file);
  return short.startsWith("..") || isAbsolute(short) ? file : short;
};

const asJson = (file: string, { config, problems }: LoadedConfig): string => {
  const shown = problems.map((problem) => ({ ...problem, file }));
  return `${JSON.stringify({ file, valid: config !== undefined, problems: shown }, null, 2)}\n`;
};

const asText = (
  file: string,
  { config, problems, text }: LoadedConfig & { readonly text: string },
  terminal: Terminal,
): string => {
  const paint = createPaint(terminal);
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const excerpts = problems.map((problem) => `${describeWithExcerpt({ ...problem, file }, lines, paint)}\n`);
  const errors = problems.filter(({ level }) => level === "error").length;
  const counts = [
    ...(config ? [counted(config.checks.length, "check"), counted(config.channels.length, "channel")] : []),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(problems.length > errors ? [counted(problems.length - errors, "warning")] : []),
  ];
  return `${excerpts.join("")}${file} is ${config ? "valid" : "not valid"}: ${counts.join(", ")}\n`;
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
