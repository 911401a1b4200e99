import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../core/store.ts";
import { initial } from "./migrations/0001-initial.ts";
import { runBlocks } from "./migrations/0002-run-blocks.ts";
import { days } from "./migrations/0003-days.ts";
import { ledger } from "./migrations/0004-ledger.ts";

/** Forward only. A migration that was released is never changed; its place in the list is its version. */
const migrations: readonly Migration[] = [initial, runBlocks, days, ledger];

/** SQL, or what does more than SQL can; inside one transaction with all others. */
type Migration = string | ((connection: DatabaseSync) => void);

/** "Hino": tells a Hinomi database from any other one. */
const applicationId = 0x48696e6f;

const pragma = (connection: DatabaseSync, name: "user_version" | "application_id"): number =>
  Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);

/**
 * Brings the schema up to date, all of it or nothing.
 * @throws {StoreError} `store-newer` when a newer Hinomi wrote it, `store-unavailable` when another program did
 */
export const migrate = (connection: DatabaseSync, path: string): void => {
  const version = knownVersion(connection, path);
  if (version === migrations.length) return;
  connection.exec("BEGIN IMMEDIATE");
  try {
    for (const migration of migrations.slice(version))
      if (typeof migration === "string") connection.exec(migration);
      else migration(connection);
    connection.exec(
      `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`,
    );
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
};

/**
 * For who may only read: the schema has to be the one that this Hinomi knows.
 * @throws {StoreError} when it is another one
 */
export const requireCurrentSchema = (connection: DatabaseSync, path: string): void => {
  const version = knownVersion(connection, path);
  if (version < migrations.length)
    throw new StoreError(
      "store-unavailable",
      `The store ${path} has schema ${version}; this Hinomi reads schema ${migrations.length}`,
      "Start the server of this version once: it brings the store up to date",
    );
};

const knownVersion = (connection: DatabaseSync, path: string): number => {
  const version = pragma(connection, "user_version");
  if (pragma(connection, "application_id") !== applicationId && !isEmpty(connection))
    throw new StoreError(
      "store-unavailable",
      `The store ${path} is a database of another program`,
      "Name another file",
    );
  if (version > migrations.length)
    throw new StoreError(
      "store-newer",
      `The store ${path} has schema ${version}; this Hinomi knows schemas up to ${migrations.length}`,
      "Run the newer Hinomi, or restore a backup from before the update",
    );
  return version;
};

const isEmpty = (connection: DatabaseSync): boolean =>
  connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
