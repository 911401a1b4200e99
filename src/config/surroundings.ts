import { dirname, resolve } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Catalogue } from "./catalogue.ts";
import { describeFileError } from "./file-error.ts";
import type { Outside } from "./interpolation.ts";
import type { LocatedMap } from "./located.ts";
import type { Report } from "./report.ts";

/** What is needed to turn the validated parts of a file into checks and channels. */
export interface Surroundings extends Outside {
  readonly report: Report;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  /** The file's, or the machine's. */
  readonly timezone: string;
  /** Without the items of `checks`. */
  readonly root: LocatedMap;
}

/** Reads files named in options, relative to the configuration file, and remembers what was in them. */
export const createFileReader = ({ file, readFile: read }: Outside) => {
  const contents: Record<string, string> = {};
  const readFile = (path: string): string => {
    try {
      return (contents[path] = read(resolve(dirname(file), path)));
    } catch (error) {
      // Only the path as it is written: parts of it may be secrets, which a resolved path could hide from redaction.
      throw new Error(`${path}: ${describeFileError(error)}`, { cause: error });
    }
  };
  return { readFile, contents };
};
