import type { Lookout } from "../../engine/lookout.ts";
import type { Overview } from "../schemas.ts";

/** Each check once, under its state or under `paused`; those in maintenance are counted there as well. */
export const countsView = (lookout: Lookout): Overview["counts"] => {
  const { up, degraded, down, unknown, pending, paused, maintenance } = lookout.tally();
  return { up, degraded, down, unknown, pending, paused, maintenance };
};
