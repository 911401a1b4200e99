import { StoreError, type Store } from "../../core/store.ts";
import { utcStamp } from "../../core/utc-stamp.ts";
import type { DatabaseOptions } from "./database.ts";
import { fileIdentity } from "./file-identity.ts";
import { forwardParts } from "./forward-parts.ts";
import { openOurs } from "./open-ours.ts";
import { salvage, setAside } from "./set-aside.ts";
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
  const renewal = new Renewal(options, now);
  return {
    ...forwardParts(
      (work) => renewal.ask(work),
      (work) => renewal.write(work),
    ),
    close: () => renewal.close(),
  };
};

/** Which store is current, and what happened to its file. */
class Renewal {
  readonly #options: DatabaseOptions;
  readonly #now: () => number;
  /** Absent while it cannot be opened. */
  #current: Store | undefined;
  #identity: string | undefined;
  /** Of its write-ahead log: what was acknowledged last is only there. */
  #logIdentity: string | undefined;
  /** What happened to the file and was not said yet. */
  #news: StoreError | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: DatabaseOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
    this.#take(openOurs(options, (cause) => this.#beginAnew(cause)));
  }

  /** Asks the current store; when that turns out to be damaged, the one that takes its place. */
  async ask<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const asked = this.#current;
    try {
      return await this.#try(work);
    } catch (error) {
      if (this.#news === undefined || asked === this.#current) throw error;
      return await work(this.#store());
    }
  }

  async #try<T>(work: (store: Store) => Promise<T>): Promise<T> {
    await this.#renewing?.catch(() => undefined);
    const asked = this.#store();
    try {
      return await work(asked);
    } catch (error) {
      const isOver = this.#isClosed || asked !== this.#current;
      if (!(error instanceof StoreError) || error.code !== "store-damaged" || isOver) throw error;
      await this.#renew(async () => {
        await this.#closeCurrent();
        return this.#beginAnew(error);
      });
      throw error;
    }
  }

  /** As `ask`, for what must be durable: our file has to be in its place, and news are told first. */
  async write<T>(work: (store: Store) => Promise<T>): Promise<T> {
    await this.#renewing?.catch(() => undefined);
    if (this.#isElsewhere()) await this.#renew(() => this.#writeAgain());
    this.#tell();
    try {
      return await this.#try(work);
    } catch (error) {
      this.#tell();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#renewing?.catch(() => undefined);
    await this.#current?.close();
  }

  #take(store: Store): void {
    this.#current = store;
    this.#identity = fileIdentity(this.#options.path);
    this.#logIdentity = this.#findLog();
  }

  #findLog(): string | undefined {
    return fileIdentity(`${this.#options.path}-wal`);
  }

  #store(): Store {
    if (this.#current) return this.#current;
    const opened = createSqliteStore(this.#options);
    this.#take(opened);
    return opened;
  }

  /** Opens another store while everything else that is asked waits. */
  #renew(open: () => Promise<Store>): Promise<void> {
    const renew = async () => {
      try {
        this.#take(await open());
      } finally {
        this.#renewing = undefined;
      }
    };
    this.#renewing ??= renew();
    return this.#renewing;
  }

  async #closeCurrent(): Promise<void> {
    const old = this.#current;
    this.#current = undefined;
    await old?.close().catch(() => undefined);
  }

  #beginAnew(cause: unknown): Store {
    const { path } = this.#options;
    const now = this.#now();
    if (now - this.#renewedAt < renewAtMostEveryMs) throw cause;
    this.#renewedAt = now;
    const aside = setAside(path, now);
    this.#news = damagedNews(path, aside, salvage(aside, path), cause);
    return createSqliteStore(this.#options);
  }

  async #writeAgain(): Promise<Store> {
    const { path } = this.#options;
    const found = fileIdentity(path);
    const saved = found === undefined ? path : `${path}.replaced-${utcStamp(this.#now())}`;
    // While only its log is gone, closing is enough: it brings what the log has into the file.
    const isKept = found === this.#identity;
    if (!isKept) await this.#store().backup(saved);
    await this.#closeCurrent();
    this.#news = replacedNews(path, isKept ? path : saved);
    return createSqliteStore(this.#options);
  }

  /** True when the path does not lead to our file any more. */
  #isElsewhere(): boolean {
    if (this.#isClosed || !this.#current) return false;
    try {
      this.#logIdentity ??= this.#findLog();
      return fileIdentity(this.#options.path) !== this.#identity || this.#findLog() !== this.#logIdentity;
    } catch (error) {
      throw toStoreError(error, this.#options.path);
    }
  }

  /** What happened to the file is said to the first who writes. */
  #tell(): void {
    const told = this.#news;
    this.#news = undefined;
    if (told) throw told;
  }
}

const damagedNews = (path: string, aside: string, saved: string, cause: unknown): StoreError =>
  new StoreError(
    "store-damaged",
    `The store ${path} was damaged. It is set aside as ${aside}; a new one was begun with what could be read of it: ${saved}`,
    `Check the disk. Its history, as far as it can be read: hinomi export --store sqlite:${aside}`,
    { cause, renewed: true },
  );

const replacedNews = (path: string, saved: string): StoreError =>
  path === saved
    ? new StoreError(
        "store-unavailable",
        `The file of the store ${path} or its log was deleted while Hinomi runs; it was written again, whole`,
        "Stop Hinomi before its file is moved or deleted",
        { renewed: true },
      )
    : new StoreError(
        "store-unavailable",
        `The file of the store ${path} was replaced while Hinomi runs; it goes on with the new one, the old one is kept as ${saved}`,
        "Stop Hinomi before its file is replaced",
        { renewed: true },
      );
