import type { CheckSummary } from "./schemas.ts";

/** Worst first: the order counts. */
export const noLooks = { down: 0, degraded: 0, unknown: 0, stale: 0, pending: 0, up: 0, paused: 0 };

/** How a check is shown: its state, unless nothing can be said about now. Only `up` is ever green. */
export type Look = keyof typeof noLooks;

export type LookCounts = Readonly<Record<Look, number>>;

/** The literal above has these keys and no others. */
const keysOf = <K extends string>(counts: Readonly<Record<K, number>>) => Object.keys(counts) as K[];

/** Worst first. */
export const looks: readonly Look[] = keysOf(noLooks);

export type LookedAt = Pick<CheckSummary, "state" | "overlays" | "stale">;

export const lookOf = ({ state, overlays, stale }: LookedAt): Look => {
  if (overlays.includes("paused")) return "paused";
  return stale && (state === "up" || state === "unknown") ? "stale" : state;
};

/** True for what a person should see first. */
export const needsAttention = (look: Look): boolean => looks.indexOf(look) < looks.indexOf("pending");
