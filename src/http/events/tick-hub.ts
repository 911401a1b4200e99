import type { Clock } from "../../core/clock.ts";
import type { Lookout } from "../../engine/lookout.ts";
import { tickView } from "../views/tick.ts";
import { createChangeLog } from "./change-log.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";

/** Hands out live changes to the open event streams. */
export interface TickHub {
  /**
   * A body of server-sent events: what changed after `since`, then a tick at most once a second while anything
   * changes, and a comment every 20 s. Absent when too many streams are open. It ends when its reader leaves, when
   * `signal` aborts or with `end(owner)`.
   */
  open(input: {
    readonly owner: string;
    /** Epoch ms: the `id` of the last tick that the reader saw. Absent: a minute ago, before its page was made. */
    readonly since?: number;
    readonly signal?: AbortSignal;
  }): ReadableStream<Uint8Array> | undefined;
  /** Ends all streams of an owner who has signed out. */
  end(owner: string): void;
}

/** No queue: only up to when the reader knows everything. A slow one gets fewer, fuller ticks. */
interface Reader {
  readonly owner: string;
  readonly stream: EventStream;
  knownTo: number;
}

const tickEveryMs = 1000;
const heartbeatEveryMs = 20_000;
const lookBackMs = 60_000;

export const createTickHub = (input: {
  readonly lookout: Lookout;
  readonly clock: Clock;
  /** The most streams open at once. */
  readonly limit: number;
}): TickHub => {
  const { lookout, clock, limit } = input;
  const readers = new Set<Reader>();
  const changes = createChangeLog(clock.now());
  /** The latest tick's time. Every change after it is dated later, also when the machine's clock is set back. */
  let lastTickAt = 0;

  const flush = () => {
    const at = Math.max(clock.now(), lastTickAt + 1, changes.latest());
    lastTickAt = at;
    const tickSince = memo((since: number) => tickText(lookout, changes, since, at));
    for (const reader of readers) {
      if (!reader.stream.ready() || reader.knownTo >= changes.latest()) continue;
      const text = tickSince(reader.knownTo);
      if (text !== "") reader.stream.send(text);
      reader.knownTo = at;
    }
  };
  const beat = () => {
    for (const { stream } of readers) if (stream.ready()) stream.send(": still here\n\n");
    heartbeat.wake();
  };
  const ticking = createTimer(clock, tickEveryMs, flush);
  const heartbeat = createTimer(clock, heartbeatEveryMs, beat);

  const leave = (reader: Reader) => {
    readers.delete(reader);
    if (readers.size > 0) return;
    ticking.stop();
    heartbeat.stop();
  };

  lookout.subscribe((event) => {
    changes.note(event, Math.max(clock.now(), lastTickAt + 1));
    if (readers.size > 0) ticking.wake();
  });

  return {
    open({ owner, since = clock.now() - lookBackMs, signal }) {
      if (readers.size >= limit || signal?.aborted) return undefined;
      const isBehind = () => reader.knownTo < changes.latest();
      const stream = openEventStream({
        onRoom: () => isBehind() && ticking.wake(),
        onEnd: () => leave(reader),
        signal,
      });
      const reader: Reader = { owner, stream, knownTo: since };
      readers.add(reader);
      stream.send(`retry: 3000\nid: ${since}\n\n`);
      if (isBehind()) ticking.wake();
      heartbeat.wake();
      return stream.body;
    },
    end(owner) {
      for (const reader of readers) if (reader.owner === owner) reader.stream.close();
    },
  };
};

type Changes = ReturnType<typeof createChangeLog>;

const tickText = (lookout: Lookout, changes: Changes, since: number, at: number): string => {
  const changed = (checkId: string) => changes.changed(checkId, since);
  const tick = tickView({ at, checks: lookout.checks(), changed, incidents: changes.incidentsAfter(since) });
  if (tick.checks.length === 0 && tick.incidents.length === 0) return "";
  return `event: tick\nid: ${at}\ndata: ${JSON.stringify(tick)}\n\n`;
};

/** Calls `task` after each `wake`, once for many, and never sooner than `everyMs` after the time before. */
const createTimer = (clock: Clock, everyMs: number, task: () => void) => {
  let dueAt = 0;
  let cancel: (() => void) | undefined;
  const run = () => {
    cancel = undefined;
    dueAt = clock.monotonic() + everyMs;
    task();
  };
  return {
    wake: () => void (cancel ??= clock.schedule(Math.max(0, dueAt - clock.monotonic()), run)),
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
  };
};

const memo = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
};
