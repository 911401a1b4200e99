import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import { App, type AppInput } from "../app.ts";

/** Editors write a file in several steps: it is read once they are through. */
const settleMs = 300;

/**
 * Runs Hinomi as a server until `signal` aborts: the file is read again when it changes and on SIGHUP; at the end
 * the runs in flight finish or are recorded as interrupted.
 * @throws what `App.start` throws, before anything runs
 */
export const runServer = async (
  input: AppInput & { readonly signal: AbortSignal; readonly onReady: (app: App) => void | Promise<void> },
): Promise<void> => {
  const { file, clock, log, signal } = input;
  const app = await App.start(input);
  let reloading: Promise<unknown> = Promise.resolve();
  const reload = () => {
    reloading = reloading
      .then(() => app.reload())
      .catch((error: unknown) => log(`Cannot read ${file} again: ${String(error)}`));
  };
  let cancel = () => {};
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    cancel();
    cancel = clock.schedule(settleMs, reload);
  });
  watcher.on("error", (error) => log(`Changes of ${file} are not seen any more: ${error.message}`));
  process.on("SIGHUP", reload);
  try {
    await input.onReady(app);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    process.off("SIGHUP", reload);
    watcher.close();
    cancel();
    await reloading;
    await app.stop();
  }
};
