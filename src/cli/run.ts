import { closest } from "../core/closest.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";

export interface CommandLine {
  readonly terminal: Terminal;
  readonly commands: readonly Command[];
  readonly version: string;
}

/** Finds the command, runs it and answers with the exit code. Never rejects. */
export const runCommandLine = async (args: readonly string[], line: CommandLine): Promise<number> => {
  const { terminal, commands, version } = line;
  const [first, ...rest] = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  if (first === "--version" || first === "-V") {
    terminal.out(`${version}\n`);
    return 0;
  }
  if (first === undefined || isHelp(first)) {
    terminal.out(overview(commands));
    return first === undefined ? 2 : 0;
  }
  const command = commands.find(({ name }) => name === first);
  if (!command) {
    terminal.err(`hinomi: ${unknownCommand(first, commands)}\nSee "hinomi --help"\n`);
    return 2;
  }
  const end = rest.indexOf("--");
  if (rest.slice(0, end < 0 ? undefined : end).some(isHelp)) {
    terminal.out(command.help);
    return 0;
  }
  return await runCommand(command, rest, terminal);
};

const runCommand = async (command: Command, args: readonly string[], terminal: Terminal): Promise<number> => {
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (error instanceof UsageError)
      terminal.err(`hinomi ${command.name}: ${error.message}\nSee "hinomi ${command.name} --help"\n`);
    else terminal.err(explain(error, terminal.env));
    return 2;
  }
};

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

const unknownCommand = (word: string, commands: readonly Command[]): string => {
  const meant = closest(
    word,
    commands.map(({ name }) => name),
  );
  if (meant) return `there is no command "${word}", did you mean "${meant}"?`;
  return `there is no ${word.startsWith("-") ? "option" : "command"} "${word}"`;
};

/** An unexpected error in one line; the stack only for those who set HINOMI_DEBUG. */
export const explain = (error: unknown, env: Terminal["env"]): string => {
  if (!(error instanceof Error)) return `hinomi: ${String(error)}\n`;
  if (env["HINOMI_DEBUG"]) return `hinomi: ${error.stack ?? error.message}\n`;
  return `hinomi: ${error.message || error.name}\n`;
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
