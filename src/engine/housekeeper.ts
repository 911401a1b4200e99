import type { Clock } from "../core/clock.ts";
import { errorText } from "../core/error-text.ts";
import type { Housekeeping, Retention } from "../core/store.ts";

const everyMs = 10_000;
/** Some two milliseconds. */
const stepRows = 250;
const pauseMs = 20;
const stepsPerRound = 1000;

/** Rolls closed days up and deletes what is past its retention, in small steps between other work. */
export const startHousekeeper = (input: {
  readonly housekeeping: Housekeeping;
  readonly clock: Clock;
  readonly settings: () => { readonly timezone: string; readonly retention: Retention };
  readonly onError: (error: unknown) => void;
}): { stop(): Promise<void> } => {
  const { housekeeping, clock } = input;
  let stopped = false;
  let cancel = () => {};
  let round: Promise<void> = Promise.resolve();
  let told: string | undefined;

  /** Packing what was written comes first in every round: deleting may take many. */
  const keep = async (): Promise<void> => {
    const { timezone, retention } = input.settings();
    while (!stopped && (await housekeeping.rollUp(clock.now(), timezone)));
    for (let step = 0; step < stepsPerRound && !stopped; step++) {
      if (!(await housekeeping.prune(clock.now(), retention, stepRows))) return;
      await new Promise<void>((resolve) => void clock.schedule(pauseMs, resolve));
    }
  };
  const keepOnce = async () => {
    try {
      await keep();
      told = undefined;
    } catch (error) {
      if (errorText(error) !== told) input.onError(error);
      told = errorText(error);
    }
    next(everyMs);
  };
  const next = (delayMs: number) => {
    if (stopped) return;
    cancel = clock.schedule(delayMs, () => {
      round = keepOnce();
    });
  };
  next(1000);
  return {
    stop: async () => {
      stopped = true;
      cancel();
      await round;
    },
  };
};
