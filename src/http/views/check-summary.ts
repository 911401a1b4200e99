import type { LiveCheck } from "../../engine/lookout.ts";
import type { CheckSummary } from "../schemas.ts";
import type { CheckHistory } from "./history.ts";
import { latencyOf } from "./run.ts";

type Overlay = CheckSummary["overlays"][number];

/** What lies over a check's state, for people. */
export const overlaysOf = (live: LiveCheck): Overlay[] => {
  const { maintenance, silenced, paused, suppressedBy } = live.overlays;
  const overlays: readonly (Overlay | false)[] = [
    maintenance && "maintenance",
    silenced && "silenced",
    paused && "paused",
    live.state.flapping && "flapping",
    suppressedBy !== undefined && "suppressed",
  ];
  return overlays.filter((overlay) => overlay !== false);
};

/** True when what is shown may no longer be so: no run for 2.5 intervals and the time a run may take. */
export const isStale = (live: LiveCheck, now: number): boolean => {
  const { check, lastRunAt } = live;
  const freshMs = 2.5 * check.everyMs + check.timeoutMs;
  // The other fields cost more to read: most checks are through here.
  if (lastRunAt !== undefined && now - lastRunAt <= freshMs) return false;
  return !live.overlays.paused && now - (lastRunAt ?? live.state.since) > freshMs;
};

export const checkSummary = (live: LiveCheck, history: CheckHistory, now: number): CheckSummary => {
  const { check, state, lastRun } = live;
  const bad = lastRun?.outcome.reason ?? state.incident?.reason;
  return {
    id: check.id,
    title: check.title,
    type: check.type,
    group: check.group,
    target: check.target,
    state: state.state,
    since: state.since,
    overlays: overlaysOf(live),
    reason: bad && { code: bad.code, detail: bad.detail },
    incidentId: state.incident?.id,
    lastRunAt: lastRun?.startedAt,
    latencyMs: latencyOf(lastRun),
    everyMs: check.everyMs,
    stale: isStale(live, now),
    uptime: { ...history.uptime },
    sparkline: history.tail.map((run) => run.latencyMs),
    sparkStatus: history.tail.map((run) => run.status),
  };
};
