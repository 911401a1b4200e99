/** Where time comes from. Everything that waits or dates takes one of these, so tests hold the hands. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary origin that never goes back: for durations. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`; the answer cancels it and may be called at any time. */
  schedule(delayMs: number, task: () => void): () => void;
}
