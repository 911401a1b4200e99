import { StoreError } from "../../core/store.ts";

const refused = ["store-refused", "does not take this", "Please report this as a bug"] as const;

/** Primary result codes, sqlite.org/rescode.html. */
const codes: Readonly<Record<number, readonly [StoreError["code"], string, string]>> = {
  1: refused,
  3: [
    "store-unavailable",
    "may not be opened",
    "Give Hinomi's user the right to read and write it and its folder",
  ],
  5: ["store-unavailable", "is in use by another process", "Stop the other process that has it open"],
  6: ["store-unavailable", "is in use", "Stop the other process that has it open"],
  8: ["store-read-only", "cannot be written to", "Give Hinomi's user the right to write it and its folder"],
  10: ["store-unavailable", "cannot be read or written", "Check the disk and the system log"],
  11: ["store-damaged", "is damaged", "Restore a backup, or save what is left with: sqlite3 FILE .recover"],
  12: refused,
  13: ["store-full", "cannot grow", "Free space on the disk, or shorten the retention"],
  14: [
    "store-unavailable",
    "cannot be opened",
    "Check that the path is a file in a folder that exists and is writable",
  ],
  18: refused,
  19: refused,
  20: refused,
  25: refused,
  26: ["store-damaged", "is not a SQLite database", "Name another file, or restore a backup"],
};

/** The file system's own refusals in SQLite's words. */
const systemCodes: Readonly<Record<string, number>> = {
  EACCES: 8,
  EPERM: 8,
  EROFS: 8,
  ENOSPC: 13,
  EDQUOT: 13,
  EIO: 10,
};

const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode % 256
    : systemCode(error);

const systemCode = (error: unknown): number | undefined =>
  error instanceof Error && "syscall" in error && "code" in error
    ? (systemCodes[String(error.code)] ?? 14)
    : undefined;

/** True when another connection holds the lock that was wanted. */
export const isBusy = (error: unknown): boolean => resultCode(error) === 5;

/**
 * What an error from SQLite or the file system means for the store at `path`. Other errors are passed through: a
 * `StoreError` is already clear, a `RangeError` is about the question that was asked.
 */
export const toStoreError = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "ERR_INVALID_STATE") return closedError(path);
  const code = resultCode(error);
  if (code === undefined) return error;
  const [kind, what, remedy] = codes[isSchemaGone(error) ? 11 : code] ?? refused;
  return new StoreError(kind, `The store ${path} ${what}: ${error.message}`, remedy, { cause: error });
};

/** All our SQL is about tables that every store has: SQLite says this of a file that was emptied under us. */
const isSchemaGone = (error: Error): boolean => /^no such (table|column)/.test(error.message);

export const closedError = (path: string): StoreError =>
  new StoreError("store-unavailable", `The store ${path} is closed`, "Open it again");
