import { setImmediate } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";

/** The event loop is not kept longer than this in one go. */
export const sliceMs = 3;
/** Asking for the time costs more than most steps do. */
const stepsPerLook = 32;

/** Goes through a long list and gives the event loop back every few milliseconds. */
export const eachInSlices = async <T>(
  items: Iterable<T>,
  clock: Pick<Clock, "monotonic">,
  task: (item: T) => void,
): Promise<void> => {
  let steps = 0;
  let until = clock.monotonic() + sliceMs;
  for (const item of items) {
    task(item);
    steps += 1;
    if (steps % stepsPerLook !== 0 || clock.monotonic() < until) continue;
    await setImmediate();
    until = clock.monotonic() + sliceMs;
  }
};
