import { closest } from "../core/closest.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";

export interface CommandLine {
  readonly terminal: Terminal;
  readonly commands: Readonly<Record<string, () => Promise<Command>>>;
  readonly version: string;
}

/** Finds the command, runs it and answers with the exit code. Never rejects. */
export const runCommandLine = async (args: readonly string[], line: CommandLine): Promise<number> => {
  const { terminal, commands, version } = line;
  const [name, ...rest] = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  if (name === "--version" || name === "-V") {
    terminal.out(`${version}\n`);
    return 0;
  }
  try {
    if (name === undefined || isHelp(name)) {
      terminal.out(overview(await Promise.all(Object.values(commands).map((load) => load()))));
      return name === undefined ? 2 : 0;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (load) return await runCommand(await load(), rest, terminal);
    terminal.err(`hinomi: ${unknownCommand(name, Object.keys(commands))}\nSee "hinomi --help"\n`);
  } catch (error) {
    if (error instanceof UsageError)
      terminal.err(`hinomi ${name}: ${error.message}\nSee "hinomi ${name} --help"\n`);
    else terminal.err(explain(error, terminal.env));
  }
  return 2;
};

const runCommand = async (command: Command, args: readonly string[], terminal: Terminal): Promise<number> => {
  const end = args.indexOf("--");
  if (!args.slice(0, end < 0 ? undefined : end).some(isHelp)) return await command.run(args, terminal);
  terminal.out(command.help);
  return 0;
};

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

const unknownCommand = (word: string, names: readonly string[]): string => {
  const meant = closest(word, names);
  if (meant) return `there is no command "${word}", did you mean "${meant}"?`;
  return `there is no ${word.startsWith("-") ? "option" : "command"} "${word}"`;
};

/** An unexpected error in one line, with its remedy where it has one; the stack only for those who set HINOMI_DEBUG. */
export const explain = (error: unknown, env: Terminal["env"]): string => {
  if (!(error instanceof Error)) return `hinomi: ${String(error)}\n`;
  if (env["HINOMI_DEBUG"]) return `hinomi: ${error.stack ?? error.message}\n`;
  const remedy = "remedy" in error && typeof error.remedy === "string" ? `. ${error.remedy}` : "";
  return `hinomi: ${error.message || error.name}${remedy}\n`;
};

const overview = (commands: readonly Command[]): string => {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}\n`);
  return `Hinomi: one lookout for the services you run and the numbers you care about

Usage: hinomi <command> [arguments]

Commands:
${lines.join("")}
Options:
  --help       this text; after a command, the command's own
  --version    the version

Start here: hinomi check https://example.com
`;
};
