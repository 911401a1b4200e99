import type { Check } from "../../core/check.ts";
import type { Clock } from "../../core/clock.ts";
import type { LedgerOf } from "../../engine/run.ts";
import { Runner, type RunnerLimits } from "../../engine/runner.ts";
import type { Checked } from "./checked.ts";

/**
 * Runs every check once, as many at a time as the limits allow, and yields the results in the order given. When
 * `signal` aborts, the runs that have not ended are recorded as interrupted.
 */
export async function* runChecks(
  checks: readonly Check[],
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly location: string;
    readonly limits: RunnerLimits;
    readonly redact: (text: string) => string;
    readonly withTrace: boolean;
    /** What checks keep beside their runs. */
    readonly ledgerOf: LedgerOf;
  },
): AsyncGenerator<Checked> {
  const { clock, signal, location, limits, redact, withTrace, ledgerOf } = options;
  const runner = new Runner({ clock, location: () => location, redact, limits, ledgerOf });
  const stop = () => void runner.stop(0);
  signal.addEventListener("abort", stop, { once: true });
  const started = checks.map(async (check): Promise<Checked> => {
    const trace: string[] = [];
    const note = withTrace ? (line: string) => void trace.push(line) : undefined;
    return { check, trace, record: await runner.run(check, clock.now(), note) };
  });
  if (signal.aborted) stop();
  try {
    for (const checked of started) yield await checked;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
