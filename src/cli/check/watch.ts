import type { Clock } from "../../core/clock.ts";

/**
 * Repeats a round with `intervalMs` between the starts; a round that takes longer is followed at once. Ends when
 * `signal` aborts, with the exit code of the last round that was not cut off (2 if there was none).
 */
export const watch = async (
  intervalMs: number,
  round: () => Promise<number>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number> => {
  let last = 2;
  while (!signal.aborted) {
    const began = clock.monotonic();
    const code = await round();
    if (signal.aborted) break;
    last = code;
    await pause(intervalMs - (clock.monotonic() - began), clock, signal);
  }
  return last;
};

/** Waits, or returns early when `signal` aborts. */
const pause = (delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.schedule(delayMs, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    const stop = () => {
      cancel();
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
