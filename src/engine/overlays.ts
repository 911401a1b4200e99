import type { Overlays } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { MaintenanceWindow } from "../core/config.ts";
import type { Silence } from "../core/store.ts";
import { maintenanceAt } from "./maintenance.ts";

/** What lies over a check at a moment, and when that changes next by itself. */
export interface OverlaysAt {
  readonly overlays: Overlays;
  readonly nextChangeAt?: number;
}

/** Knows the maintenance windows and silences in force. */
export interface OverlayBook {
  at(check: Check, now: number): OverlaysAt;
  /** Takes new windows or silences; cached answers are dropped. */
  set(change: { windows?: readonly MaintenanceWindow[]; silences?: readonly Silence[] }): void;
  silences(): readonly Silence[];
}

export const createOverlayBook = (): OverlayBook => {
  let windows: readonly MaintenanceWindow[] = [];
  let silences: readonly Silence[] = [];
  const cache = new Map<
    string,
    { readonly check: Check; readonly from: number; readonly found: OverlaysAt }
  >();

  const compute = (check: Check, now: number): OverlaysAt => {
    const maintenance = maintenanceAt(windows, check, now);
    const mine = silences.filter(({ checkId }) => checkId === "*" || checkId === check.id);
    const changes = [maintenance.nextChangeAt, ...mine.flatMap(({ from, until }) => [from, until])].filter(
      (at): at is number => at !== undefined && at > now,
    );
    return {
      overlays: {
        maintenance: maintenance.active,
        silenced: mine.some(({ from, until }) => from <= now && now < until),
        paused: check.paused,
      },
      ...(changes.length > 0 && { nextChangeAt: Math.min(...changes) }),
    };
  };

  return {
    at: (check, now) => {
      const known = cache.get(check.id);
      const fresh =
        known?.check === check &&
        known.from <= now &&
        now < (known.found.nextChangeAt ?? Number.POSITIVE_INFINITY);
      if (known && fresh) return known.found;
      const found = compute(check, now);
      cache.set(check.id, { check, from: now, found });
      return found;
    },
    set: (change) => {
      windows = change.windows ?? windows;
      silences = change.silences ?? silences;
      cache.clear();
    },
    silences: () => silences,
  };
};
