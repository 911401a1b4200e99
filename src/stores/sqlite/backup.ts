import { existsSync } from "node:fs";
import { link, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { StoreError } from "../../core/store.ts";
import { checkDatabase } from "./check-database.ts";
import { createPrivateFile } from "./private-file.ts";
import { toStoreError } from "./sqlite-error.ts";

/**
 * Copied in one go. Measured with 200 MB and a writer: 100 pages hold a write up for 3 ms at most, 1000 for 50 ms,
 * VACUUM INTO for 90 ms.
 */
const stepPages = 100;

/**
 * Copies the database at `source`, as it is at this moment, to a new private file at `target`. A path is read through
 * a connection of its own, so that neither this process nor another one that writes to it waits. What is being
 * written lies beside the target under another name until it is whole, checked and on disk.
 * @throws {StoreError} when either cannot be read or written, or the target exists
 */
export const backupDatabase = async (source: string | DatabaseSync, target: string): Promise<void> => {
  if (existsSync(target)) throw existsError(target);
  const partial = `${target}.${process.pid}-${Date.now().toString(36)}.partial`;
  try {
    try {
      createPrivateFile(partial);
      await copy(source, partial);
      await putInPlace(partial, target);
    } finally {
      await unlink(partial).catch(() => undefined);
    }
  } catch (error) {
    throw toStoreError(error, target);
  }
};

const existsError = (target: string): StoreError =>
  new StoreError("store-unavailable", `The file ${target} exists already`, "Choose another name");

const copy = async (source: string | DatabaseSync, partial: string): Promise<void> => {
  const reader = typeof source === "string" ? openSource(source) : source;
  try {
    await backup(reader, partial, { rate: stepPages });
  } finally {
    if (reader !== source) reader.close();
  }
  const wrong = await checkDatabase(partial);
  if (wrong !== undefined)
    throw new StoreError(
      "store-unavailable",
      `The store cannot be copied, it is damaged: ${wrong}`,
      "Restore a backup from before, or start the server: it puts a damaged file aside and saves what it can read",
    );
};

/** In a transaction: what is written meanwhile neither gets in nor makes the copy begin again. */
const openSource = (source: string): DatabaseSync => {
  try {
    const reader = new DatabaseSync(source, { readOnly: true, timeout: 5000 });
    reader.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
    return reader;
  } catch (error) {
    throw toStoreError(error, source);
  }
};

const putInPlace = async (partial: string, target: string): Promise<void> => {
  await syncFile(partial);
  try {
    // Unlike a rename, a link never replaces what came in between.
    await link(partial, target);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw existsError(target);
    await rename(partial, target);
  }
  await syncFile(dirname(target));
};

const syncFile = async (path: string): Promise<void> => {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};
