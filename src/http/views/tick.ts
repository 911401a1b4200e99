import type { LiveCheck, Lookout } from "../../engine/lookout.ts";
import type { Tick } from "../schemas.ts";
import { overlaysOf } from "./check-summary.ts";
import { countsView } from "./counts.ts";
import { latencyOf } from "./run.ts";

/** The state of the changed checks as the event stream tells it. */
export const tickView = (
  lookout: Lookout,
  change: {
    readonly at: number;
    readonly checks: readonly LiveCheck[];
    readonly incidents: readonly string[];
    readonly refresh: boolean;
  },
): Tick => {
  return {
    t: change.at,
    counts: countsView(lookout),
    checks: change.checks.map(changeOf),
    incidents: [...change.incidents],
    ...(change.refresh && { refresh: true }),
  };
};

const changeOf = (live: LiveCheck): Tick["checks"][number] => {
  const { check, state, lastRun } = live;
  return {
    id: check.id,
    state: state.state,
    since: state.since,
    overlays: overlaysOf(live),
    lastRunAt: lastRun?.startedAt,
    status: lastRun?.outcome.status,
    latencyMs: latencyOf(lastRun),
    incidentId: state.incident?.id,
  };
};
