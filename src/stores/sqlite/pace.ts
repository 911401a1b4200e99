import { setImmediate as nextTurn, setTimeout as rest } from "node:timers/promises";

/** Long work in slices takes this share of the time at most: runs go on beside it, and start when they are due. */
const share = 0.25;
/** A shorter slice has held up nobody. */
const shortMs = 0.5;

/** Call between the slices of long work: it rests three times as long as the slice took. */
export const createPace = (): (() => Promise<void>) => {
  let began = performance.now();
  return async () => {
    const tookMs = performance.now() - began;
    await (tookMs < shortMs ? nextTurn() : rest(tookMs / share - tookMs));
    began = performance.now();
  };
};
