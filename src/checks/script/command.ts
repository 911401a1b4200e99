import { basename } from "node:path";
import { isCredentialName, redactUrl, secretsInUrl } from "../../net/redact.ts";
import type { ScriptOptions } from "./options.ts";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What is started. The schema lets `run` or `shell` through, never neither. */
export const commandOf = ({ run, shell = "" }: ScriptOptions): Command => {
  if (!run) return { program: "/bin/sh", args: ["-c", shell] };
  const [program = "", ...args] = run;
  return { program, args };
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The whole environment of the program: what is passed on, and over it what is set. */
export const environmentOf = ({ env, pass_env }: ScriptOptions, own: Environment): Record<string, string> => {
  const passed = pass_env.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return { ...Object.fromEntries(passed), ...env };
};

const isSecretName = (name: string): boolean =>
  isCredentialName(name) || /(^|[-_])pass(phrase)?$/i.test(name);

/** `--token=x`, `TOKEN=x`, `Authorization: x`: a name and what it stands for. */
const assignment = /^(?:-{1,2})?([\w-]+)\s*[=:]\s*(?:(?:bearer|basic|token)\s+)?(.+)$/is;
const flag = /^-{1,2}([\w-]+)$/;

/** Those arguments, or parts of them, that are credentials by the name beside them. */
const secretArguments = (args: readonly string[]): readonly string[] =>
  args.flatMap((argument, at) => {
    const [, before = ""] = flag.exec(args[at - 1] ?? "") ?? [];
    if (isSecretName(before)) return [argument];
    const [, name = "", value = ""] = assignment.exec(argument) ?? [];
    return isSecretName(name) ? [value] : secretsInUrl(argument);
  });

/** Roughly as the shell cuts them. */
const wordsOf = ({ shell = "" }: ScriptOptions): readonly string[] =>
  shell.split(/\s+/).map((word) => word.replaceAll(/^["']|["';]+$/g, ""));

/** The secrets that are known by their names; those from `${NAME}` are hidden anyway. */
export const secretsOf = (
  options: ScriptOptions,
  environment: Readonly<Record<string, string>>,
): readonly string[] => [
  ...Object.entries(environment).flatMap(([name, value]) =>
    isSecretName(name) ? [value] : secretsInUrl(value),
  ),
  ...secretArguments(options.run ?? wordsOf(options)),
];

/** As a person would type it. */
const asTyped = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/** The command for people: the program's base name and its arguments. Still to be redacted. */
export const commandText = ({ run, shell = "" }: ScriptOptions): string => {
  if (!run) return shell;
  const [program = "", ...args] = run;
  return [basename(program), ...args.map((argument) => asTyped(redactUrl(argument)))].join(" ");
};
