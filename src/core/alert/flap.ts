import { isBadState } from "./judge.ts";
import type { Moment } from "./moment.ts";
import type { AlertRules, CheckState } from "./types.ts";

/*
 * Flapping. A flip is a confirmed change between up and bad, dated from its confirmation, and counts for `windowMs`.
 * With more than `enter` flips in the window a check with an incident is flapping: the incident then outlives
 * recoveries, and no change of severity is told. It settles when flips have left the window until only `leave` are
 * in it. The incident then closes, dated from the first good outcome of the last recovery, or goes on if still bad.
 */

/** Counts the flip, if this was one, forgets old ones, and says whether the check is flapping. */
export const trackFlips = (before: CheckState, state: CheckState, { rules, now }: Moment): CheckState => {
  const { windowMs, enter } = rules.flap;
  const fresh = state.flips.filter((at) => at > now - windowMs && at <= now);
  const flips = isFlip(before, state) ? [...fresh, now] : fresh;
  const hasIncident = state.incident !== undefined || isBadState(state.state);
  return {
    ...state,
    flips: flips.slice(-enter - 1),
    flapping: hasIncident && flips.length > (state.flapping ? leaveOf(rules) : enter),
  };
};

const isFlip = ({ state: before }: CheckState, { state: after }: CheckState): boolean =>
  (before === "up" && isBadState(after)) || (isBadState(before) && after === "up");

const leaveOf = ({ flap: { enter, leave } }: AlertRules): number => Math.min(enter, leave);

/** When a flapping check settles if nothing new is heard. */
export const settleAt = (state: CheckState, rules: AlertRules): readonly number[] => {
  const last = state.flapping ? state.flips.at(-1 - leaveOf(rules)) : undefined;
  return last === undefined ? [] : [last + rules.flap.windowMs];
};
