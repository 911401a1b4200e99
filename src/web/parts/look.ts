import type { CheckSummary } from "../../http/schemas.ts";

/** How a check is shown: its state, unless nothing can be said about now. Only `up` is ever green. */
export type Look = "down" | "degraded" | "unknown" | "stale" | "pending" | "up" | "paused";

/** Worst first. */
export const looks: readonly Look[] = ["down", "degraded", "unknown", "stale", "pending", "up", "paused"];

export type LookedAt = Pick<CheckSummary, "state" | "overlays" | "stale">;

export const lookOf = ({ state, overlays, stale }: LookedAt): Look => {
  if (overlays.includes("paused")) return "paused";
  return stale && (state === "up" || state === "unknown") ? "stale" : state;
};

/** True for what a person should see first. */
export const needsAttention = (look: Look): boolean =>
  look === "down" || look === "degraded" || look === "unknown" || look === "stale";
