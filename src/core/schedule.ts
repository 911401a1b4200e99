/**
 * When runs start. A check's slots are the times `k * everyMs + phase` since the epoch: they depend on nothing but
 * the id and the interval, so a restart moves none of them and many checks never start together.
 */

/** The check's place within its interval: 0 to `everyMs` (exclusive) whole ms. Stable for ever, evenly spread. */
export const phaseOf = (id: string, everyMs: number): number => Math.floor((hash32(id) / 2 ** 32) * everyMs);

/** The first slot after `now`. */
export const nextSlot = (now: number, everyMs: number, phaseMs: number): number =>
  (Math.floor((now - phaseMs) / everyMs) + 1) * everyMs + phaseMs;

/** How many slots after `lastSlot` have come, the one at `now` included. */
export const slotsMissed = (lastSlot: number, now: number, everyMs: number): number =>
  Math.max(0, Math.floor((now - lastSlot) / everyMs));

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer: FNV alone leaves ids that end in 1, 2, 3 side by side. */
const hash32 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
