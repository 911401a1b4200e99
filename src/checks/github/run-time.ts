import type { RunContext } from "../../core/check.ts";

/** The time of one run, and its end. It takes `run.whenCut` for itself. */
export interface RunTime {
  /** ms until the run should write what it has; 0 when its time is over or it was cut. */
  leftMs(): number;
  isCut(): boolean;
  /** Aborts when the run is cut. */
  readonly signal: AbortSignal;
  /** Resolves after `ms`, or when the run is cut. */
  pause(ms: number): Promise<void>;
  /** Calls `task` once when the run's time is over or it is cut; the answer takes that back. */
  whenOver(task: () => void): () => void;
}

/** What is left of a run's time for what follows the last answer. */
const marginOf = (timeoutMs: number): number => Math.min(1000, timeoutMs / 20);

export const createRunTime = (run: RunContext): RunTime => {
  const { clock, timeoutMs } = run;
  const end = clock.monotonic() + timeoutMs - marginOf(timeoutMs);
  const controller = new AbortController();
  const { signal } = controller;
  const cut = () => controller.abort();
  if (run.whenCut) run.whenCut(cut);
  else if (run.signal.aborted) cut();
  else run.signal.addEventListener("abort", cut, { once: true });
  const leftMs = () => (signal.aborted ? 0 : Math.max(0, end - clock.monotonic()));
  const whenOver = (ms: number, task: () => void) => {
    const over = () => {
      takeBack();
      task();
    };
    const cancel = clock.schedule(ms, over);
    const takeBack = () => {
      cancel();
      signal.removeEventListener("abort", over);
    };
    signal.addEventListener("abort", over, { once: true });
    return takeBack;
  };
  return {
    leftMs,
    isCut: () => signal.aborted,
    signal,
    pause: (ms) =>
      signal.aborted ? Promise.resolve() : new Promise((resolve) => void whenOver(ms, resolve)),
    whenOver: (task) => whenOver(leftMs(), task),
  };
};
