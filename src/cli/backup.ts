import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { backupStore, ConfigError, describeProblem, readConfig } from "../app.ts";
import { findConfig } from "../config/read.ts";
import { utcStamp } from "../core/utc-stamp.ts";
import { systemClock } from "../engine/system-clock.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import { type Command, UsageError } from "./command.ts";

const options = { config: configOption } as const;

/** `hinomi backup`: a consistent copy of the store, beside a running server or without one. */
export const backupCommand: Command = {
  name: "backup",
  summary: "Copy the store to a file while the server runs",
  help: `Usage: hinomi backup [FILE|FOLDER] [options]

Writes everything that is in the store now to FILE: one file, readable for its owner only, checked
and on disk when the command ends. The server need not be stopped, and is not held up.
Without FILE: hinomi-YYYYMMDD-HHMMSS.db (UTC) in FOLDER or in this one. Never overwrites a file; an
interrupted backup leaves none of that name.

To restore: stop the server, put the copy in the place of the store's file, delete the files FILE-wal
and FILE-shm beside that, start the server.

Options:
${describeOptions(options)}
Exit code: 0 written, 2 not written.
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    const [place = ".", ...more] = words;
    if (more.length > 0) throw new UsageError("give one file or folder");
    const file = findConfig({ config: values.config, env: terminal.env, cwd: terminal.cwd });
    const { config, problems } = readConfig(file, terminal.env, systemClock);
    for (const problem of problems) terminal.err(`${describeProblem(problem)}\n`);
    if (!config) throw new ConfigError(file, problems);
    const target = targetOf(resolve(terminal.cwd, place), place.endsWith("/"));
    const startedAt = systemClock.monotonic();
    await backupStore(config.store, target);
    const seconds = (systemClock.monotonic() - startedAt) / 1000;
    terminal.out(`Wrote ${target}: ${sizeText(statSync(target).size)} in ${seconds.toFixed(1)} s\n`);
    return 0;
  },
};

const targetOf = (place: string, isFolder: boolean): string =>
  isFolder || (existsSync(place) && statSync(place).isDirectory())
    ? join(place, `hinomi-${utcStamp(systemClock.now())}.db`)
    : place;

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
