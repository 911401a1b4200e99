import { createEventCutter, type StreamEvent } from "./event-text.ts";

export type Link = "live" | "reconnecting";

/** What following needs from the browser; tests bring their own. */
export interface FollowPorts {
  /** Opens the event stream. */
  readonly open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  /** Fetches the whole snapshot, which also closes any gap between two streams. */
  readonly refresh: () => Promise<void>;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onLink: (link: Link) => void;
  /** Runs a task later; the answer cancels it. */
  readonly later: (delayMs: number, task: () => void) => () => void;
}

/** Heartbeats come every 20 s: two missed and the connection is taken for dead. */
const silenceMs = 45_000;
const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/**
 * Follows the live stream: reopens it after any end with growing pauses, refreshing first. `fetch` reads it instead
 * of EventSource, which hides heartbeats: without them a silent stream and a dead one look alike.
 */
export const createFollower = (ports: FollowPorts): { start(): void; stop(): void } => {
  let current: AbortController | undefined;
  let retries = 0;
  let cancelRetry = () => {};

  const follow = async (stale: boolean): Promise<void> => {
    const mine = new AbortController();
    current = mine;
    try {
      if (stale) await ports.refresh();
      if (mine.signal.aborted) return;
      await read(ports, mine, () => (retries = 0));
    } catch {
      // Every end is alike: the retry below refreshes and reopens.
    }
    if (current !== mine) return;
    mine.abort();
    ports.onLink("reconnecting");
    cancelRetry = ports.later(Math.min(longestRetryMs, firstRetryMs * 2 ** retries), () => void follow(true));
    retries += 1;
  };

  const stop = () => {
    cancelRetry();
    current?.abort();
    current = undefined;
  };
  let started = false;
  return {
    start() {
      stop();
      if (started) ports.onLink("reconnecting");
      void follow(started);
      started = true;
    },
    stop,
  };
};

/** Resolves when the stream ends, rejects when it breaks or falls silent. */
const read = async (ports: FollowPorts, mine: AbortController, onAlive: () => void): Promise<void> => {
  let cancelSilence = ports.later(silenceMs, () => mine.abort());
  try {
    const reader = (await ports.open(mine.signal)).getReader();
    mine.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    const decoder = new TextDecoder();
    const cut = createEventCutter();
    ports.onLink("live");
    while (true) {
      const { done, value } = await reader.read();
      if (done || mine.signal.aborted) return;
      onAlive();
      cancelSilence();
      cancelSilence = ports.later(silenceMs, () => mine.abort());
      for (const event of cut(decoder.decode(value, { stream: true }))) ports.onEvent(event);
    }
  } finally {
    cancelSilence();
  }
};
