import { isBad } from "../outcome.ts";
import { reason } from "../reason.ts";
import { latestStatus, lookBack } from "./confirm.ts";
import type { Moment } from "./moment.ts";
import { castVote, verdict } from "./quorum.ts";
import type { AlertEffect, AlertEvent, CheckState, Finding, Observation } from "./types.ts";

/** Takes an outcome into memory. What it means for the state is judged elsewhere. */
export const observe = (
  state: CheckState,
  { location, observation }: Extract<AlertEvent, { kind: "outcome" }>,
  { rules }: Moment,
): CheckState => {
  const { status, at } = observation;
  const votes = castVote(state.votes, location, { status, at });
  const vote = verdict(votes, location);
  const { unknownRun, ...known } = state;
  if (!vote || vote.status === "unknown")
    return {
      ...state,
      votes,
      unknownRun: { since: unknownRun?.since ?? at, count: (unknownRun?.count ?? 0) + 1 },
    };
  const recent = [...state.recent, vote].slice(-lookBack(rules));
  return keepFinding({ ...known, votes, recent }, observation);
};

/** Renews what the latest bad outcome had to say, in the incident or, before there is one, beside it. */
const keepFinding = (state: CheckState, observation: Observation): CheckState => {
  const found = isBad(observation.status) ? findingIn(observation) : undefined;
  const { finding, ...rest } = state;
  if (state.incident) return found ? { ...rest, incident: { ...state.incident, ...found } } : rest;
  const isKept = state.recent.some(({ status }) => isBad(status));
  const kept = found ?? finding;
  return isKept && kept ? { ...rest, finding: kept } : rest;
};

const findingIn = ({ reason: given, judgements, readings }: Observation): Finding => ({
  reason: given ?? unexplained.reason,
  judgements: judgements.filter(({ status }) => status !== "up"),
  readings,
});

/** For bad outcomes that came without a reason; check types always give one. */
export const unexplained: Finding = {
  reason: reason("run-failed", "The run gave no reason"),
  judgements: [],
  readings: [],
};

/** Runs the check again soon when its latest outcome is news: neither what the one before said nor the state. */
export const recheckNews = (
  before: CheckState,
  state: CheckState,
  { rules, now }: Moment,
): readonly AlertEffect[] => {
  const latest = latestStatus(state);
  const isNews =
    latest !== undefined &&
    latest !== "unknown" &&
    latest !== before.recent.at(-1)?.status &&
    latest !== state.state;
  return isNews && rules.recheckMs > 0 ? [{ kind: "recheck", at: now + rules.recheckMs }] : [];
};
