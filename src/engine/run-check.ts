import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import { errorText } from "../core/error-text.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import type { RunRecord } from "../core/store.ts";

/** A probe keeps its own time limit; one that does not is left behind this much later. */
const graceMs = 1000;

export interface RunOptions {
  readonly clock: Clock;
  /** Aborts when Hinomi stops: the run is then recorded as interrupted. */
  readonly signal: AbortSignal;
  readonly location: string;
  /** The scheduled time, epoch ms. */
  readonly slot: number;
  readonly redact: (text: string) => string;
  readonly trace?: (line: string) => void;
}

/**
 * Runs a check once and always answers with a record: a probe that hangs past its deadline, throws, or is cut off
 * by `signal` is an outcome too.
 */
export const runCheck = async (check: Check, options: RunOptions): Promise<RunRecord> => {
  const { clock, signal, location, slot, redact, trace } = options;
  const startedAt = clock.now();
  const began = clock.monotonic();
  const controller = new AbortController();
  const { promise: cutOff, resolve } = Promise.withResolvers<Outcome>();
  const cut = (outcome: Outcome) => {
    resolve(outcome);
    controller.abort();
  };
  const interrupt = () =>
    cut(failedOutcome("unknown", reason("run-interrupted", "Hinomi stopped during the run")));
  const cancelDeadline = clock.schedule(check.timeoutMs + graceMs, () =>
    cut(failedOutcome("down", reason("run-timeout", `no result after ${check.timeoutMs} ms`))),
  );
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    const found = check
      .probe({ signal: controller.signal, timeoutMs: check.timeoutMs, clock, ...(trace && { trace }) })
      .catch((error: unknown) => failedOutcome("unknown", reason("run-failed", redact(errorText(error)))));
    const outcome = await Promise.race([cutOff, found]);
    return { checkId: check.id, location, slot, startedAt, durationMs: clock.monotonic() - began, outcome };
  } finally {
    cancelDeadline();
    signal.removeEventListener("abort", interrupt);
  }
};

/** The record of a slot that passed without a run. */
export const missedRun = (check: Check, location: string, slot: number, why: string): RunRecord => ({
  checkId: check.id,
  location,
  slot,
  startedAt: slot,
  durationMs: 0,
  outcome: failedOutcome("unknown", reason("run-missed", why)),
});
