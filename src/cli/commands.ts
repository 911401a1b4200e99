import type { Command } from "./command.ts";

const catalogue = async () => (await import("../catalogue.ts")).catalogue;

/** Every command by its name, in the order of `hinomi --help`. Loaded one at a time: `check` needs no server. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./init.ts")).createInitCommand(await catalogue()),
  validate: async () => (await import("./validate.ts")).createValidateCommand(await catalogue()),
  check: async () => (await import("./check.ts")).createCheckCommand(await catalogue()),
  serve: async () => (await import("./serve.ts")).serveCommand,
  push: async () => (await import("./push.ts")).pushCommand,
  notify: async () => (await import("./notify.ts")).notifyCommand,
  backup: async () => (await import("./backup.ts")).backupCommand,
  export: async () => (await import("./export.ts")).exportCommand,
  doctor: async () => (await import("./doctor.ts")).createDoctorCommand(await catalogue()),
  demo: async () => (await import("./demo.ts")).demoCommand,
};
