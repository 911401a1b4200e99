import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { StoreError, type Store } from "../../core/store.ts";
import type { DatabaseOptions } from "./database.ts";
import { createSqliteStore } from "./store.ts";

/**
 * Opens the store, or what `beginAnew` answers when its file is damaged. A file that was never ours is nobody's to set
 * aside: its path may be a mistake.
 * @throws {StoreError} as `createSqliteStore`
 */
export const openOurs = (options: DatabaseOptions, beginAnew: (cause: unknown) => Store): Store => {
  const lock = `${options.path}.lock`;
  const isOurs = existsSync(lock);
  try {
    return createSqliteStore(options);
  } catch (error) {
    const isDamaged = error instanceof StoreError && error.code === "store-damaged";
    if (isDamaged && (isOurs || hasOurHeader(options.path))) return beginAnew(error);
    if (!isOurs) rmSync(lock, { force: true });
    throw error;
  }
};

/** The name of a SQLite file and, at its place, Hinomi's application id (sqlite.org/fileformat.html 1.2). */
const hasOurHeader = (path: string): boolean => {
  const header = Buffer.alloc(72);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.toString("latin1", 0, 15) === "SQLite format 3" && header.toString("latin1", 68) === "Hino";
};
