import type { Clock } from "../../core/clock.ts";
import type { SinkConfig } from "../../core/config.ts";
import { failuresUntilOpen, retryDelayMs } from "../delivery/backoff.ts";
import { SinkProgress, sinkLedgerId, sinkMemory } from "./progress.ts";
import type { SinkSource } from "./sink-source.ts";
import { writeRound } from "./write-round.ts";

export interface DrainInput {
  readonly config: SinkConfig;
  readonly source: SinkSource;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the drain after the batch in flight. */
  readonly signal: AbortSignal;
  /** Called after each batch with the points so far, and before each pause with why and how long it is, ms. */
  readonly onStep: (step: {
    readonly points: number;
    readonly pause?: { readonly ms: number; readonly why: string };
  }) => void;
}

export type DrainResult =
  | { readonly kind: "complete"; readonly points: number }
  | { readonly kind: "stopped"; readonly points: number; readonly detail: string };

/** A table that is edited all the time cannot be written in one go. */
const mostRestarts = 3;

/**
 * Writes everything to a sink once, from the beginning, and notes how far it came: whoever follows goes on there. Waits
 * as the sink says; gives up after a few failures in a row, and at once where a person has to do something.
 */
export const drainSink = async (input: DrainInput): Promise<DrainResult> => {
  const { config, source, clock, signal } = input;
  const ledger = source.store.ledger.of(sinkLedgerId(config.id));
  const progress = await SinkProgress.open(ledger, config.progressKey);
  await progress.restart();
  const sink = config.open(sinkMemory(ledger));
  const running = new Map();
  let [points, failures, restarts] = [0, 0, 0];
  try {
    for (;;) {
      const round = await writeRound(
        {
          source,
          clock,
          config,
          progress,
          running,
          sink,
          isStopping: () => signal.aborted,
          onTaken: (taken) => {
            points += taken;
            failures = 0;
            input.onStep({ points });
          },
        },
        signal,
      );
      if (signal.aborted) return { kind: "stopped", points, detail: "interrupted" };
      if (round.kind === "complete") {
        if (round.misplaced === undefined) return { kind: "complete", points };
        restarts += 1;
        if (restarts > mostRestarts) return { kind: "stopped", points, detail: round.misplaced };
        await progress.restart();
        running.clear();
        continue;
      }
      const { result } = round;
      if (result.kind === "refused" || result.kind === "unauthorized")
        return { kind: "stopped", points, detail: `${result.detail}. ${result.remedy}` };
      failures += result.kind === "failed" ? 1 : 0;
      if (failures >= failuresUntilOpen) return { kind: "stopped", points, detail: result.detail };
      const ms =
        result.kind === "wait"
          ? result.retryAfterMs
          : retryDelayMs(failures, input.random(), result.retryAfterMs);
      input.onStep({ points, pause: { ms, why: result.detail } });
      await pause(clock, ms, signal);
    }
  } finally {
    await sink.close?.();
  }
};

const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.schedule(ms, resolve);
    signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
  });
