import type { Lookout } from "../../engine/lookout.ts";

/** Up to this many checks are all on the start page and in its ticks. */
const shownAtMost = 200;

/** True when there are too many checks to show them all at once. */
export const isLarge = (lookout: Lookout): boolean => lookout.config().checks.length > shownAtMost;
