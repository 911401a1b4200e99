import { closeSync, openSync } from "node:fs";

/**
 * Creates an empty file that only its owner may read, unless there is one. A file that exists is never opened: to
 * close it again would drop every lock that SQLite holds on it in this process (sqlite.org/howtocorrupt.html 2.2).
 */
export const createPrivateFile = (path: string): void => {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
};
