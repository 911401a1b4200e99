import type { Terminal } from "./command.ts";

const stopSignals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The terminal of a real process. The first SIGINT or SIGTERM aborts `signal`; the second ends the process at once.
 * A reader that goes away (`hinomi check | head -1`) is no error: it aborts too, and further output is dropped.
 */
export const createProcessTerminal = (process: NodeJS.Process): Terminal => {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(stopSignals))
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort();
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      controller.abort();
    });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    flushed: () => flush(process),
    isInteractive: process.stdout.isTTY,
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
};

/** Resolves when everything written so far has left, or when nobody takes it any more. */
export const flush = async (process: NodeJS.Process): Promise<void> => {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
    ),
  );
};
