import type { Clock } from "../../core/clock.ts";

/** A leaky bucket per key (the generic cell rate algorithm of ATM Forum TM 4.0). */
export interface RateLimit {
  /** Counts an attempt. The answer is 0 when it may go on, otherwise how long to wait, in ms. */
  take(key: string): number;
  /** Forgets a key's attempts. */
  reset(key: string): void;
}

/**
 * Allows `burst` attempts at once and one more every `everyMs`. A refused attempt is not counted: someone who keeps
 * knocking does not prolong the wait. Remembers the `keys` keys that were used last.
 */
export const createRateLimit = (options: {
  readonly clock: Clock;
  readonly burst: number;
  readonly everyMs: number;
  readonly keys: number;
}): RateLimit => {
  const { clock, burst, everyMs, keys } = options;
  /** When each key's bucket will be empty. */
  const emptyAt = new Map<string, number>();
  const keep = (key: string, at: number) => {
    emptyAt.delete(key);
    emptyAt.set(key, at);
    const [oldest] = emptyAt.keys();
    if (emptyAt.size > keys && oldest !== undefined) emptyAt.delete(oldest);
  };
  return {
    take(key) {
      const now = clock.monotonic();
      const at = Math.max(now, emptyAt.get(key) ?? now);
      const waitMs = at - now - (burst - 1) * everyMs;
      if (waitMs > 0) return waitMs;
      keep(key, at + everyMs);
      return 0;
    },
    reset: (key) => void emptyAt.delete(key),
  };
};
