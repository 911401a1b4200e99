const firstMs = 2000;
const mostMs = 300_000;
/** A server's hint is believed up to this. */
const hintMostMs = 3_600_000;
/** What could not be delivered for this long is dead. */
export const giveUpMs = 86_400_000;
/** An open circuit is probed again after this. */
export const circuitMs = 900_000;
/** So many failures in a row count as a dead channel: its health says so and the fallback is told. */
export const failuresUntilOpen = 5;

/** Full jitter: a random time up to 2 s, 4 s, 8 s … 5 min; the server's own hint wins. `random` is in [0, 1). */
export const retryDelayMs = (attempt: number, random: number, hintMs?: number): number => {
  if (hintMs !== undefined) return Math.min(Math.max(hintMs, 0), hintMostMs);
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.max(250, Math.round(ceiling * random));
};
