import { StoreError, type Store } from "../core/store.ts";
import { createMemoryStore } from "./memory/store.ts";
import { createRunReader, type RunReader } from "./run-reader.ts";
import { backupDatabase } from "./sqlite/backup.ts";
import { createRenewingStore } from "./sqlite/renewing-store.ts";
import { createSqliteStore } from "./sqlite/store.ts";

/** What can be done with the stores of a scheme; `rest` is what follows the colon. */
interface Scheme {
  open(rest: string): Store;
  openReader(rest: string): RunReader;
  backup(rest: string, target: string): Promise<void>;
}

const nothingKept = (): never => {
  throw new StoreError(
    "store-unavailable",
    "The store memory: ends with its process",
    "Keep the history in a file: store: sqlite:./hinomi.db",
  );
};

const schemes: Readonly<Record<string, Scheme>> = {
  sqlite: {
    open: (path) => createRenewingStore({ path }),
    openReader: (path) => createRunReader(createSqliteStore({ path, readOnly: true })),
    backup: (path, target) => backupDatabase(path, target),
  },
  memory: { open: () => createMemoryStore(), openReader: nothingKept, backup: async () => nothingKept() },
};

const schemeOf = (url: string): { readonly scheme: Scheme; readonly rest: string } => {
  const [, name = "", rest = ""] = /^([^:]*):?(.*)$/s.exec(url) ?? [];
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme && (name === "memory" || rest !== "")) return { scheme, rest };
  throw new StoreError(
    "store-unavailable",
    // What follows the scheme may hold a password.
    `${name}: is not a store`,
    "Write sqlite:<path of the file>, or memory: to keep nothing",
  );
};

/**
 * Opens `sqlite:<path>` or `memory:`.
 * @throws {StoreError} when the scheme is unknown or the store cannot be opened
 */
export const openStore = (url: string): Store => {
  const { scheme, rest } = schemeOf(url);
  return scheme.open(rest);
};

/**
 * Opens a store's runs to read them all, as they are now, beside a server or without one.
 * @throws {StoreError} when there is nothing to read
 */
export const openRunReader = (url: string): RunReader => {
  const { scheme, rest } = schemeOf(url);
  return scheme.openReader(rest);
};

/** Copies a store to a new file, beside a server or without one: as `Store.backup`. */
export const backupStore = async (url: string, target: string): Promise<void> => {
  const { scheme, rest } = schemeOf(url);
  await scheme.backup(rest, target);
};
