import type { Overlays } from "../core/alert/types.ts";
import type { Check } from "../core/check.ts";
import type { MaintenanceWindow } from "../core/config.ts";
import type { Silence } from "../core/store.ts";
import { concernedBy, maintenanceAt } from "./maintenance.ts";

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

/** The checks that the same windows and silences concern: they share one answer. */
interface Fold {
  readonly windows: readonly MaintenanceWindow[];
  readonly silences: readonly Silence[];
  from: number;
  found: OverlaysAt;
}

const bare: OverlaysAt = { overlays: { maintenance: false, silenced: false, paused: false } };
const paused: OverlaysAt = { overlays: { maintenance: false, silenced: false, paused: true } };

export const createOverlayBook = (): OverlayBook => {
  let windows: readonly MaintenanceWindow[] = [];
  let silences: readonly Silence[] = [];
  const folds = new Map<string, Fold>();
  const foldOf = new Map<Check, Fold>();

  const findFold = (check: Check): Fold => {
    const myWindows = windows.filter((window) => concernedBy(window, check));
    const mySilences = silences.filter(({ checkId }) => checkId === "*" || checkId === check.id);
    const key = JSON.stringify([
      check.paused,
      myWindows.map((window) => windows.indexOf(window)),
      mySilences.map((silence) => silences.indexOf(silence)),
    ]);
    const known = folds.get(key);
    const never = Number.POSITIVE_INFINITY;
    const fold = known ?? { windows: myWindows, silences: mySilences, from: never, found: bare };
    folds.set(key, fold);
    foldOf.set(check, fold);
    return fold;
  };

  return {
    at: (check, now) => {
      if (windows.length === 0 && silences.length === 0) return check.paused ? paused : bare;
      const fold = foldOf.get(check) ?? findFold(check);
      const isFresh = fold.from <= now && now < (fold.found.nextChangeAt ?? Number.POSITIVE_INFINITY);
      if (isFresh) return fold.found;
      fold.from = now;
      fold.found = compute(fold, check, now);
      return fold.found;
    },
    set: (change) => {
      windows = change.windows ?? windows;
      silences = change.silences ?? silences;
      folds.clear();
      foldOf.clear();
    },
    silences: () => silences,
  };
};

const compute = ({ windows, silences }: Fold, check: Check, now: number): OverlaysAt => {
  const maintenance = maintenanceAt(windows, check, now);
  const changes = [maintenance.nextChangeAt, ...silences.flatMap(({ from, until }) => [from, until])].filter(
    (at): at is number => at !== undefined && at > now,
  );
  return {
    overlays: {
      maintenance: maintenance.active,
      silenced: silences.some(({ from, until }) => from <= now && now < until),
      paused: check.paused,
    },
    ...(changes.length > 0 && { nextChangeAt: Math.min(...changes) }),
  };
};
