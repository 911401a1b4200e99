import type { Clock } from "../../core/clock.ts";

const windowMs = 60_000;
/** Google allows 60 reads and 60 writes a minute and user (developers.google.com/workspace/sheets/api/limits). */
const most = { read: 55, write: 55 } as const;
/** What one batch may need: so a batch that has begun is never cut by our own limit. */
const batch = { read: 10, write: 4 } as const;

export type CallKind = keyof typeof most;

/** Keeps the calls of one user below Google's limits. */
export interface Pacer {
  /** ms until a batch may begin; 0 when it may now. */
  waitMs(): number;
  /** Notes a call. */
  count(kind: CallKind): void;
}

const createPacer = (clock: Clock): Pacer => {
  const calls: Record<CallKind, number[]> = { read: [], write: [] };
  const waitFor = (kind: CallKind): number => {
    const now = clock.now();
    // A clock that was set back must not hold anything up.
    calls[kind] = calls[kind].filter((at) => at > now - windowMs && at <= now);
    const ending = calls[kind][calls[kind].length + batch[kind] - most[kind] - 1];
    return ending === undefined ? 0 : ending + windowMs - now;
  };
  return {
    waitMs: () => Math.max(waitFor("read"), waitFor("write")),
    count: (kind) => void calls[kind].push(clock.now()),
  };
};

const pacers = new WeakMap<Clock, Map<string, Pacer>>();

/** The pacer of a user: sinks with the same credential share one, since they share the limit. */
export const pacerOf = (clock: Clock, user: string): Pacer => {
  const known = pacers.get(clock) ?? new Map<string, Pacer>();
  pacers.set(clock, known);
  const pacer = known.get(user) ?? createPacer(clock);
  known.set(user, pacer);
  return pacer;
};
