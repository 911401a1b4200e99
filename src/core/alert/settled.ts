import { lookBack } from "./confirm.ts";
import type { AlertContext, AlertEvent, AlertRules, CheckState, Vote } from "./types.ts";

/*
 * Settled. Nearly all checks are up nearly always, and one more good outcome tells nothing new about them. A check is
 * settled while it is up, nothing is open or counted against it, and one location said nothing but up for as long as
 * the rules look back. Another good outcome of that location, or a tick, then changes nothing: not even the time of
 * its vote. So a settled state need not be written again, and it has a small form.
 *
 * What is given up is when the good outcomes in memory were, beyond the latest at the moment it settled. Nothing asks
 * for that: onsets are kept beside, and a claim that lost its outcomes gets them together anew only when those good
 * ones have left the window. A vote that seems older than it is can only lapse sooner, which holds the state.
 */

/** All that a settled state says. */
export interface Settled {
  readonly since: number;
  /** Onsets of the two claims that good outcomes speak for. */
  readonly good: number;
  readonly eased: number;
  /** The location that voted, when its vote was cast, and how many of them are in memory. */
  readonly location: string;
  readonly at: number;
  readonly count: number;
  readonly sequence: number;
}

/**
 * The small form of a state that is settled under these rules, or that has begun to settle and loses nothing by it;
 * nothing for any other.
 */
export const settle = (state: CheckState, rules: AlertRules): Settled | undefined => {
  const { recent, since, sequence } = state;
  if (!isQuiet(state) || recent.length > lookBack(rules) || !recent.every(isUp)) return undefined;
  const voter = onlyVoter(state);
  const isBeginning = recent.length < lookBack(rules);
  if (!voter || recent.length === 0 || (isBeginning && recent.some(({ at }) => at !== voter.at)))
    return undefined;
  const onsets = goodOnsets(state);
  return onsets && { since, ...onsets, ...voter, count: recent.length, sequence };
};

/** Up, and nothing open or counted against it. */
const isQuiet = ({ state, incident, unknownRun, finding, flips, flapping, told }: CheckState): boolean =>
  state === "up" &&
  incident === undefined &&
  unknownRun === undefined &&
  finding === undefined &&
  flips.length === 0 &&
  !flapping &&
  Object.keys(told).length === 0;

/** The one location that voted, when its vote was good. */
const onlyVoter = ({ votes }: CheckState): Pick<Settled, "location" | "at"> | undefined => {
  const [location, second] = Object.keys(votes);
  const vote = location === undefined || second !== undefined ? undefined : votes[location];
  return location !== undefined && vote && isUp(vote) ? { location, at: vote.at } : undefined;
};

/** The onsets of good and eased, when just these claims have their outcomes together. */
const goodOnsets = ({ onsets = {} }: CheckState): Pick<Settled, "good" | "eased"> | undefined => {
  const { good, eased, bad, down } = onsets;
  const isOnlyGood = bad === undefined && down === undefined;
  return isOnlyGood && good !== undefined && eased !== undefined ? { good, eased } : undefined;
};

/** The state that a small form stands for. */
export const unsettle = ({ since, good, eased, location, at, count, sequence }: Settled): CheckState => {
  const vote: Vote = { status: "up", at };
  return {
    state: "up",
    since,
    recent: Array.from({ length: count }, () => vote),
    onsets: { good, eased },
    votes: Object.fromEntries([[location, vote]]),
    flips: [],
    flapping: false,
    told: {},
    sequence,
  };
};

/** True when this event leaves a check as it is: as many outcomes as the rules look back on say the same already. */
export const staysSettled = (
  { location, count }: Pick<Settled, "location" | "count">,
  event: AlertEvent,
  { rules, overlays }: Pick<AlertContext, "rules" | "overlays">,
): boolean =>
  !overlays.paused &&
  count === lookBack(rules) &&
  (event.kind === "tick" ||
    (event.kind === "outcome" && event.observation.status === "up" && event.location === location));

const isUp = ({ status }: Vote): boolean => status === "up";
