import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../core/store.ts";
import { createPrivateFile } from "./private-file.ts";
import { isBusy } from "./sqlite-error.ts";

/**
 * Makes this the only server on the database at `path`; the answer lets go. An open transaction on a second, empty
 * database beside it is the lock: the operating system drops it with the process, so `kill -9` leaves nothing
 * stale, and the database itself stays readable by the sqlite3 tool.
 * @throws {StoreError} when another server, also one in this process, has it
 */
export const lockForProcess = (path: string): (() => void) => {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const lock = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StoreError(
      "store-unavailable",
      `The store ${path} is in use by another Hinomi`,
      "Stop the other server, or give this one a store of its own",
      { cause: error },
    );
  }
  return () => lock.close();
};
