import type { Command } from "./command.ts";

/** Every command by its name, in the order of `hinomi --help`. Loaded one at a time: `check` needs no server. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check.ts")).checkCommand,
  serve: async () => (await import("./serve.ts")).serveCommand,
  demo: async () => (await import("./demo.ts")).demoCommand,
};
