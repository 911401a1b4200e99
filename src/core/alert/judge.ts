import { dueAt, latestStatus, onsetsOf, speakingFor } from "./confirm.ts";
import type { Moment } from "./moment.ts";
import type { AlertRules, CheckState, Claim, State } from "./types.ts";

/** So many unknown outcomes in a row make the state unknown, however many bad ones the rules ask for. */
const unknownCount = 3;

/** True for the states of a check that has an incident. */
export const isBadState = (state: State): state is "degraded" | "down" =>
  state === "degraded" || state === "down";

/** The claims that change a state. The first one confirmed wins: good news is not eased first. */
const waysOut: Readonly<Record<State, readonly Claim[]>> = {
  pending: ["bad", "good"],
  unknown: ["bad", "good"],
  up: ["bad"],
  degraded: ["down", "good"],
  down: ["good", "eased"],
};

/**
 * Moves the confirmed state when a claim is confirmed; `since` is the claim's onset. A failure begins as `down` when
 * its latest outcome is down and `confirm.down.count` of the window are, else as `degraded`. Without an incident to
 * hold on to, a series of unknown outcomes makes the state unknown; the outcomes before it still count afterwards.
 */
export const judge = (heard: CheckState, { rules, now }: Moment): CheckState => {
  const state = { ...heard, onsets: onsetsOf(heard, rules) };
  const confirmed = waysOut[state.state].find(
    (claim) => (dueAt(state, claim, rules) ?? Number.POSITIVE_INFINITY) <= now,
  );
  if (confirmed) return turn(state, confirmed, rules);
  const { unknownRun } = state;
  const isBlind = unknownRun !== undefined && unknownRun.count >= unknownCount && !state.incident;
  return isBlind && state.state !== "unknown"
    ? { ...state, state: "unknown", since: unknownRun.since }
    : state;
};

const turn = (state: CheckState, confirmed: Claim, rules: AlertRules): CheckState => {
  const isDown = state.onsets?.down !== undefined && latestStatus(state) === "down";
  const claim = confirmed === "bad" && isDown ? "down" : confirmed;
  const endsNothing = claim === "good" && !isBadState(state.state);
  const turned = {
    ...state,
    recent: endsNothing ? state.recent : speakingFor(state, claim, rules),
    state: meaning[claim],
    since: state.onsets?.[confirmed] ?? state.since,
  };
  return { ...turned, onsets: onsetsOf(turned, rules) };
};

const meaning: Readonly<Record<Claim, State>> = {
  bad: "degraded",
  down: "down",
  good: "up",
  eased: "degraded",
};

/** When the state changes by itself if nothing new is heard. */
export const judgeAt = (state: CheckState, rules: AlertRules): readonly number[] =>
  waysOut[state.state].flatMap((claim) => dueAt(state, claim, rules) ?? []);
