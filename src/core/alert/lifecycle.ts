import type { Incident, Severity } from "../incident.ts";
import { worseStatus } from "../outcome.ts";
import { record, reduction } from "./effects.ts";
import { isBadState } from "./judge.ts";
import type { Moment } from "./moment.ts";
import { tellResolved } from "./notify.ts";
import { unexplained } from "./observe.ts";
import type { CheckState, Reduction } from "./types.ts";

/** Makes the incident follow the confirmed state: opens it, moves its severity, marks it flapping, closes it. */
export const followState = (before: CheckState, state: CheckState, moment: Moment): Reduction => {
  if (state.incident === undefined)
    return isBadState(state.state) ? openIncident(state, state.state, moment) : reduction(state);
  if (state.state === "up" && !state.flapping)
    return closeIncident(state, state.incident, "recovered", moment);
  return updateIncident(before.incident, state, state.incident, moment);
};

const openIncident = (state: CheckState, severity: Severity, { checkId, now }: Moment): Reduction => {
  const { finding = unexplained, ...rest } = state;
  const openedAt = state.since;
  const incident: Incident = {
    id: `${checkId}.${openedAt.toString(36)}`,
    checkId,
    severity,
    worst: severity,
    openedAt,
    confirmedAt: Math.max(now, openedAt),
    ...finding,
    flapping: state.flapping,
  };
  return reduction({ ...rest, incident, sequence: 0 }, [
    { kind: "save-incident", incident },
    record(incident, "opened", openedAt, finding.reason.detail),
    record(incident, "confirmed", incident.confirmedAt, severity),
    ...(incident.flapping ? [record(incident, "flapping", now)] : []),
  ]);
};

/** A new severity makes an acknowledgement void: what was acknowledged was something else. */
const updateIncident = (
  known: Incident | undefined,
  state: CheckState,
  was: Incident,
  { now }: Moment,
): Reduction => {
  const severity = isBadState(state.state) ? state.state : was.severity;
  const isMoved = severity !== was.severity;
  const isTurned = state.flapping !== was.flapping;
  const { acknowledgedAt: _at, acknowledgedBy: _by, ...unacknowledged } = was;
  const incident: Incident = {
    ...(isMoved ? unacknowledged : was),
    severity,
    worst: worseStatus(was.worst, severity),
    flapping: state.flapping,
  };
  const isNews = isMoved || isTurned || known?.reason.code !== incident.reason.code;
  return reduction({ ...state, incident }, [
    ...(isNews ? [{ kind: "save-incident", incident } as const] : []),
    ...(isMoved
      ? [record(incident, severity === "down" ? "escalated" : "eased", now, incident.reason.detail)]
      : []),
    ...(isTurned ? [record(incident, state.flapping ? "flapping" : "settled", now)] : []),
  ]);
};

/** Closes the incident and tells everyone who was told of it. A recovery is dated from its first good outcome. */
export const closeIncident = (
  state: CheckState,
  was: Incident,
  closedBecause: NonNullable<Incident["closedBecause"]>,
  moment: Moment,
): Reduction => {
  const { now } = moment;
  const closedAt = Math.max(was.confirmedAt, closedBecause === "recovered" ? state.since : now);
  const incident: Incident = { ...was, flapping: false, closedAt, closedBecause };
  const { incident: _, ...rest } = state;
  const told = tellResolved({ ...rest, flapping: false }, incident);
  return reduction(told.state, [
    { kind: "save-incident", incident },
    ...(was.flapping ? [record(incident, "settled", now)] : []),
    record(incident, "closed", now, closedBecause),
    ...told.effects,
  ]);
};
