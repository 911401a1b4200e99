import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/**
 * Whether the database at `path`, which nobody writes to, is whole: what SQLite found wrong, absent when nothing.
 * In a thread of its own: it reads every page, which in ours would hold up everything else.
 */
export const checkDatabase = async (path: string): Promise<string | undefined> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const worker = new Worker(new URL(import.meta.url), { workerData: { checkDatabase: path } });
  worker.once("message", (found) => resolve(String(found)));
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error(`The check of ${path} ended without an answer`)));
  const found = await promise;
  return found === "ok" ? undefined : found;
};

const check = (path: string): string => {
  // Immutable: no lock and no files beside it.
  const connection = new DatabaseSync(new URL(`${pathToFileURL(path).href}?immutable=1`), { readOnly: true });
  try {
    return String(connection.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
  } catch (error) {
    return String(error);
  } finally {
    connection.close();
  }
};

const asked: unknown = workerData;
if (!isMainThread && typeof asked === "object" && asked !== null && "checkDatabase" in asked)
  parentPort?.postMessage(check(String(asked.checkDatabase)));
