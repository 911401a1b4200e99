import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { StoreError, type Store } from "../../core/store.ts";
import type { DatabaseOptions } from "./database.ts";
import { fileIdentity } from "./file-identity.ts";
import { forwardParts, type Ask } from "./forward-parts.ts";
import { salvage, setAside, utcStamp } from "./set-aside.ts";
import { toStoreError } from "./sqlite-error.ts";
import { createSqliteStore } from "./store.ts";

/** A disk that damages file after file is not to be filled with them. */
const renewAtMostEveryMs = 60_000;

/**
 * A SQLite store that the watch can rely on: a damaged database is set aside, never deleted, and a new one is begun
 * with what can still be read; a file that was deleted or replaced under us is written again. Whoever writes next is
 * told by a `StoreError` that is `renewed`.
 * @throws {StoreError} as `createSqliteStore`, also when a damaged file was not ours
 */
export const createRenewingStore = (options: DatabaseOptions, now: () => number = Date.now): Store => {
  const { path } = options;
  let news: StoreError | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let renewing: Promise<void> | undefined;
  let isClosed = false;

  const beginAnew = (cause: unknown): Store => {
    if (now() - renewedAt < renewAtMostEveryMs) throw cause;
    renewedAt = now();
    const aside = setAside(path, now());
    const saved = salvage(aside, path);
    news = damagedNews(path, aside, saved, cause);
    return createSqliteStore(options);
  };
  /** Absent while it cannot be opened. */
  let current: Store | undefined = openOurs(options, beginAnew);
  let identity = fileIdentity(path);

  /** Does it alone, whatever else is asked meanwhile. */
  const renew = async (open: () => Promise<Store>): Promise<void> => {
    renewing ??= open()
      .then((store) => {
        current = store;
        identity = fileIdentity(path);
      })
      .finally(() => (renewing = undefined));
    await renewing;
  };
  const store = (): Store => {
    current ??= createSqliteStore(options);
    return current;
  };
  const closeCurrent = async (): Promise<void> => {
    const old = current;
    current = undefined;
    await old?.close().catch(() => undefined);
  };

  const ask: Ask = async (work) => {
    if (renewing) await renewing.catch(() => undefined);
    const asked = store();
    try {
      return await work(asked);
    } catch (error) {
      const isOver = isClosed || asked !== current;
      if (!(error instanceof StoreError) || error.code !== "store-damaged" || isOver) throw error;
      await renew(async () => {
        await closeCurrent();
        return beginAnew(error);
      });
      throw error;
    }
  };
  const writeAgain = (): Promise<void> =>
    renew(async () => {
      const isGone = fileIdentity(path) === undefined;
      const saved = isGone ? path : `${path}.replaced-${utcStamp(now())}`;
      await store().backup(saved);
      await closeCurrent();
      news = replacedNews(path, saved);
      return createSqliteStore(options);
    });
  /** What happened to the file is said to the first who writes. */
  const tell = (): void => {
    const told = news;
    news = undefined;
    if (told) throw told;
  };
  const write: Ask = async (work) => {
    if (!isClosed && !renewing && current && isElsewhere(path, identity)) await writeAgain();
    if (!renewing) tell();
    try {
      return await ask(work);
    } catch (error) {
      tell();
      throw error;
    }
  };

  return {
    ...forwardParts(ask, write),
    close: async () => {
      isClosed = true;
      await renewing?.catch(() => undefined);
      await current?.close();
    },
  };
};

/** A file that was never ours is nobody's to set aside: its path may be a mistake. */
const openOurs = (options: DatabaseOptions, beginAnew: (cause: unknown) => Store): Store => {
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

/** True when the path does not lead to our file any more. */
const isElsewhere = (path: string, identity: string | undefined): boolean => {
  try {
    return fileIdentity(path) !== identity;
  } catch (error) {
    throw toStoreError(error, path);
  }
};

const damagedNews = (path: string, aside: string, saved: string, cause: unknown): StoreError =>
  new StoreError(
    "store-damaged",
    `The store ${path} was damaged. It is set aside as ${aside}; a new one was begun with what could be read of it: ${saved}`,
    `Check the disk. Its history: hinomi export, a backup, or sqlite3 ${aside} .recover`,
    { cause, renewed: true },
  );

const replacedNews = (path: string, saved: string): StoreError =>
  path === saved
    ? new StoreError(
        "store-unavailable",
        `The file of the store ${path} was deleted while Hinomi runs; it was written again, whole`,
        "Stop Hinomi before its file is moved or deleted",
        { renewed: true },
      )
    : new StoreError(
        "store-unavailable",
        `The file of the store ${path} was replaced while Hinomi runs; it goes on with the new one, the old one is kept as ${saved}`,
        "Stop Hinomi before its file is replaced",
        { renewed: true },
      );
