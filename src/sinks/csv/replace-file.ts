import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file as it was read. `version` tells whether it has been changed since. */
export interface ReadFile {
  /** Absent when there is no file yet. */
  readonly bytes: Buffer | undefined;
  readonly version: string;
  /** Larger than was asked for: not read. */
  readonly isTooLarge: boolean;
  /** Where a link leads. */
  readonly path: string;
  readonly mode: number;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

interface Version {
  readonly version: string;
  readonly size: number;
  readonly mode: number;
}

const versionOf = async (path: string): Promise<Version | undefined> => {
  try {
    const { ino, size, mtimeMs, mode } = await stat(path);
    return { version: `${ino} ${size} ${mtimeMs}`, size, mode: mode & 0o777 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** @throws {Error} of the file system; that there is no file is none */
export const readWhole = async (named: string, mostBytes: number): Promise<ReadFile> => {
  const found = await versionOf(named);
  if (!found) return { bytes: undefined, isTooLarge: false, version: "", path: named, mode: 0o644 };
  const path = await realpath(named);
  const isTooLarge = found.size > mostBytes;
  return { bytes: isTooLarge ? undefined : await readFile(path), isTooLarge, path, ...found };
};

/**
 * Puts a new text in the file's place: readers see the old one or the new one, whole, and after a crash either is
 * there. False when somebody changed the file since it was read.
 * @throws {Error} of the file system
 */
export const replaceFile = async ({ path, version, mode }: ReadFile, text: string): Promise<boolean> => {
  // One name, so that a crash leaves at most one behind, which the next write takes over.
  const temporary = join(dirname(path), `.${basename(path)}.hinomi`);
  const file = await open(temporary, "w", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if (((await versionOf(path))?.version ?? "") !== version) {
    await rm(temporary, { force: true });
    return false;
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return true;
};
