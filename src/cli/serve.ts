import { ConfigError } from "../app.ts";
import { findConfig } from "../config/read.ts";
import { systemClock } from "../engine/system-clock.ts";
import { runServer } from "../runtimes/server.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import type { Command } from "./command.ts";

const options = { config: configOption } as const;

/** `hinomi serve`: watch, keep the history, alert, show the page. */
export const serveCommand: Command = {
  name: "serve",
  summary: "Run all checks on schedule, with the page, the API and alerts",
  help: `Usage: hinomi serve [options]

Runs until it is stopped (SIGINT or SIGTERM): runs in flight then finish or are recorded as interrupted.
The file is read again when it changes and on SIGHUP; a file with errors leaves everything as it is.

Options:
${describeOptions(options)}`,
  run: async (args, terminal) => {
    const { values } = parseArguments(args, options);
    const file = findConfig({ config: values.config, env: terminal.env, cwd: terminal.cwd });
    try {
      await runServer({
        file,
        env: terminal.env,
        clock: systemClock,
        signal: terminal.signal,
        log: (line) => terminal.err(`${new Date().toISOString()} ${line}\n`),
        onReady: async (app) => {
          terminal.out(`Hinomi watches ${app.lookout.checks().length} checks. The page: ${app.url}\n`);
          const setUpUrl = await app.setUpUrl();
          if (setUpUrl) terminal.out(`Make the first account here (once): ${setUpUrl}\n`);
        },
      });
      return 0;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      terminal.err(`${error.message}\n`);
      return 2;
    }
  },
};
