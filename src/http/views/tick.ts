import type { LiveCheck } from "../../engine/lookout.ts";
import type { Tick } from "../schemas.ts";
import { latencyOf } from "./run.ts";
import { countChecks, overlaysOf } from "./check-summary.ts";

/** The state of the changed checks as the event stream tells it. */
export const tickView = (input: {
  readonly at: number;
  readonly checks: readonly LiveCheck[];
  readonly changed: (checkId: string) => boolean;
  readonly incidents: readonly string[];
}): Tick => ({
  t: input.at,
  counts: countChecks(input.checks),
  checks: input.checks
    .filter(({ check }) => input.changed(check.id))
    .map((live) => ({
      id: live.check.id,
      state: live.state.state,
      since: live.state.since,
      overlays: overlaysOf(live),
      lastRunAt: live.lastRun?.startedAt,
      status: live.lastRun?.outcome.status,
      latencyMs: latencyOf(live.lastRun),
      incidentId: live.state.incident?.id,
    })),
  incidents: [...input.incidents],
});
