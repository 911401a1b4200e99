import { existsSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { describeFileError } from "./file-error.ts";
import { loadConfig, loadConfigInSlices, type ConfigInput, type LoadedConfig } from "./load.ts";

const usualNames = ["hinomi.yaml", "hinomi.yml"];

/** Where a configuration may be named. */
export interface ConfigPlace {
  /** What `--config` says. */
  readonly config?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
}

/**
 * The absolute path of the configuration file: what `--config` says, else `HINOMI_CONFIG`, else `hinomi.yaml` or
 * `hinomi.yml` in this folder.
 * @throws {Error} when there is none
 */
export const findConfig = ({ config, env, cwd }: ConfigPlace): string => {
  const named = config ?? (env["HINOMI_CONFIG"] || undefined);
  const candidates = (named === undefined ? usualNames : [named]).map((name) => resolve(cwd, name));
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (named === undefined)
    throw new Error(
      `there is no hinomi.yaml in ${cwd}: write one with "hinomi init", or name one by --config`,
    );
  const source = config === undefined ? " (from HINOMI_CONFIG)" : "";
  throw new Error(`the configuration file ${named}${source} does not exist`);
};

/**
 * Reads and validates a configuration file.
 * @throws {Error} when the file cannot be read or is not UTF-8
 */
export const readConfigFile = (file: string, input: ReadInput): ReadConfig => {
  const text = readText(file);
  return { ...loadConfig({ ...input, file, text, readFile: readText }), text };
};

/** The same beside other work, which a large file would keep waiting for seconds. */
export const readConfigFileInSlices = async (file: string, input: ReadInput): Promise<ReadConfig> => {
  const text = readText(file);
  return { ...(await loadConfigInSlices({ ...input, file, text, readFile: readText })), text };
};

type ReadInput = Omit<ConfigInput, "file" | "text" | "readFile">;

/** With the text that was read, so that others can read the same again. */
export interface ReadConfig extends LoadedConfig {
  readonly text: string;
}

/** @throws {Error} that names the file and the reason */
const readText = (file: string): string => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`${basename(file)}: ${describeFileError(error)}`, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${basename(file)}: the file is not UTF-8 text`, { cause: error });
  }
};
