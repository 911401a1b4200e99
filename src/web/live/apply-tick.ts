import type { CheckSummary, Tick } from "../../http/schemas.ts";

const sparkLength = 40;

/** A check after the stream told of it. A new run moves the sparkline on by one. */
export const applyTick = <T extends CheckSummary>(check: T, change: Tick["checks"][number]): T => {
  const isNewRun = change.lastRunAt !== undefined && change.lastRunAt !== check.lastRunAt;
  return {
    ...check,
    state: change.state,
    since: change.since,
    overlays: change.overlays,
    incidentId: change.incidentId,
    reason: change.state === "up" ? undefined : check.reason,
    ...(isNewRun && {
      lastRunAt: change.lastRunAt,
      latencyMs: change.latencyMs,
      stale: false,
      sparkline: [...check.sparkline, change.latencyMs ?? null].slice(-sparkLength),
      sparkStatus: [...check.sparkStatus, change.status ?? "unknown"].slice(-sparkLength),
    }),
  };
};

/** True when more has changed than a tick tells: reasons and uptimes must be asked for. */
export const wantsRefresh = (check: CheckSummary, change: Tick["checks"][number]): boolean =>
  check.state !== change.state || check.incidentId !== change.incidentId;
