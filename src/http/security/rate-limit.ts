import type { Clock } from "../../core/clock.ts";

/** A leaky bucket per key. */
export interface RateLimit {
  /** Counts an attempt. The answer is 0 when it may go on, otherwise how long to wait, in ms. */
  take(key: string): number;
  /** Forgets a key's attempts. */
  reset(key: string): void;
}

interface Bucket {
  readonly level: number;
  readonly at: number;
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
  const buckets = new Map<string, Bucket>();
  const keep = (key: string, bucket: Bucket) => {
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > keys && oldest !== undefined) buckets.delete(oldest);
  };
  return {
    take(key) {
      const now = clock.monotonic();
      const { level, at } = buckets.get(key) ?? { level: 0, at: now };
      const left = Math.max(0, level - (now - at) / everyMs);
      if (left + 1 > burst) return Math.ceil((left + 1 - burst) * everyMs);
      keep(key, { level: left + 1, at: now });
      return 0;
    },
    reset: (key) => void buckets.delete(key),
  };
};
