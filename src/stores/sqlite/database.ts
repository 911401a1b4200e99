import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { StoreError } from "../../core/store.ts";
import { backupDatabase } from "./backup.ts";
import { fileIdentity } from "./file-identity.ts";
import { migrate, requireCurrentSchema } from "./migrate.ts";
import { createPrivateFile } from "./private-file.ts";
import { lockForProcess } from "./process-lock.ts";
import { closedError, toStoreError } from "./sqlite-error.ts";

/* oxlint-disable typescript/no-unnecessary-type-parameters -- a row's type is written beside its SQL */

/** A connection with its prepared statements. SQL texts are constants, so each is prepared once. */
export interface Database {
  readonly path: string;
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[];
  /** Row by row: leaving the loop early reads no further. */
  iterate<Row>(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row>;
  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  /** Answers how many rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  /** Everything that `work` does, durably, or nothing of it. */
  transaction<T>(work: () => T): T;
  /**
   * As `transaction`, for work that only moves what is durable already: it costs no fsync. A power cut soon after may
   * undo it, but nothing that came before it.
   */
  rearrange<T>(work: () => T): T;
  /** Called after a transaction was undone: what memory knows of it is no longer so. */
  onRollback(forget: () => void): void;
  /** Does `work`; what SQLite throws becomes a `StoreError`. */
  attempt<T>(work: () => T): T;
  /** As `attempt`, as a promise. */
  answer<T>(work: () => T): Promise<T>;
  /** Copies everything to a new file: see `backupDatabase`. */
  backup(target: string): Promise<void>;
  close(): void;
}

/**
 * WAL: one writer beside any number of readers, and a commit costs one append and one fsync.
 * synchronous=FULL: what was acknowledged is on disk. NORMAL would leave the last commits before a power cut in the
 * operating system's cache; it saves the fsync, which batching already spreads over many runs.
 * auto_vacuum=INCREMENTAL: pages freed by retention are used again, and a file that has become much too large is
 * shrunk in small steps (prune.ts); the price is one pointer page per thousand. Only an empty file takes it.
 */
const settings = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -8192;
`;

/** Only another program can hold a lock, for a moment. Waiting holds up the whole server; who writes tries again. */
const busyTimeoutMs = 100;
const readerTimeoutMs = 5000;

export interface DatabaseOptions {
  /** A file, created with its folder when there is none, or `:memory:`. */
  readonly path: string;
  /** The most bytes that the file may grow to; unlimited when absent. Beyond them writes fail with `store-full`. */
  readonly maxBytes?: number;
  /**
   * Only reads, beside a server or without one: all that is read is as it was when the database was opened. Neither
   * locks nor creates anything.
   */
  readonly readOnly?: boolean;
}

/**
 * Opens the database, alone, with its schema brought up to date.
 * @throws {StoreError} with the place and the remedy
 */
export const openDatabase = (options: DatabaseOptions): Database => {
  try {
    if (options.readOnly) return createDatabase(connectReader(options.path), options.path, () => {});
    const unlock = options.path === ":memory:" ? () => {} : takeFile(options.path);
    try {
      return createDatabase(connect(options), options.path, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error, options.path);
  }
};

const takeFile = (path: string): (() => void) => {
  makeFolder(dirname(path));
  const unlock = lockForProcess(path);
  createPrivateFile(path);
  return unlock;
};

const connect = ({ path, maxBytes }: DatabaseOptions): DatabaseSync => {
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    connection.exec(settings);
    migrate(connection, path);
    if (maxBytes !== undefined) connection.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / 4096)}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** The transaction is never ended: it holds what it sees, and a server beside it is not held up. */
const connectReader = (path: string): DatabaseSync => {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: readerTimeoutMs });
  try {
    connection.exec("PRAGMA cache_size = -16384; BEGIN; SELECT count(*) FROM sqlite_schema");
    requireCurrentSchema(connection, path);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

const createDatabase = (connection: DatabaseSync, path: string, unlock: () => void): Database => {
  const identity = fileIdentity(path);
  const statements = new Map<string, StatementSync>();
  const forgets: (() => void)[] = [];
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const attempt = <T>(work: () => T): T => {
    if (!connection.isOpen) throw closedError(path);
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, path);
    }
  };
  const transaction = createTransaction(connection, () => forgets.forEach((forget) => forget()));

  return {
    path,
    all: <Row>(sql: string, ...values: readonly SQLInputValue[]) => asRows<Row>(prepared(sql).all(...values)),
    iterate: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      asRowIterator<Row>(prepared(sql).iterate(...values)),
    get: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      asRows<Row>([prepared(sql).get(...values)])[0],
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction,
    rearrange: (work) => {
      connection.exec("PRAGMA synchronous = NORMAL");
      try {
        return transaction(work);
      } finally {
        if (connection.isOpen) connection.exec("PRAGMA synchronous = FULL");
      }
    },
    onRollback: (forget) => {
      forgets.push(forget);
    },
    attempt,
    answer: async (work) => attempt(work),
    backup: async (target) => {
      if (!connection.isOpen) throw closedError(path);
      if (path === ":memory:") throw inMemoryError();
      // A file that was deleted or replaced under us is still ours: only this connection can read it.
      await backupDatabase(fileIdentity(path) === identity ? path : connection, target);
    },
    close: () => {
      if (!connection.isOpen) return;
      try {
        connection.close();
      } finally {
        unlock();
      }
    },
  };
};

/** Does work in a transaction; `undone` is called when that was undone. */
const createTransaction =
  (connection: DatabaseSync, undone: () => void) =>
  <T>(work: () => T): T => {
    connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      connection.exec("COMMIT");
      return result;
    } catch (error) {
      // After a full disk SQLite has undone the transaction itself.
      if (connection.isTransaction) connection.exec("ROLLBACK");
      undone();
      throw error;
    }
  };

const inMemoryError = (): StoreError =>
  new StoreError("store-unavailable", "A database in memory has no file to copy", "Keep it in a file");

/** The row's type is written beside its SQL, and the schema is STRICT: a column holds what its type says. */
const asRows = <Row>(rows: readonly unknown[]): readonly Row[] => rows as readonly Row[];

/** As `asRows`. */
const asRowIterator = <Row>(rows: Iterable<unknown>): Iterable<Row> => rows as Iterable<Row>;

/** One level at a time: Node's own recursive way never ends where a file system refuses with ENOENT, as /proc does. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
};
