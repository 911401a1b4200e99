import type { Clock } from "../../core/clock.ts";
import type { LiveCheck, LiveEvent, Lookout } from "../../engine/lookout.ts";
import { isLarge } from "../views/large.ts";
import { tickView } from "../views/tick.ts";
import { createChangeLog, type ChangeLog } from "./change-log.ts";
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
    /** The one check that the reader looks at; absent for all. */
    readonly checkId?: string | undefined;
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
  readonly checkId: string | undefined;
  readonly stream: EventStream;
  knownTo: number;
}

const tickEveryMs = 1000;
const heartbeatEveryMs = 20_000;
const lookBackMs = 60_000;
/** A tick tells no more than these: who must know more asks for the overview again. */
const maxTold = 500;

export const createTickHub = (input: {
  readonly lookout: Lookout;
  readonly clock: Clock;
  /** The most streams open at once. */
  readonly limit: number;
}): TickHub => {
  const { lookout, clock, limit } = input;
  const readers = new Set<Reader>();
  const changes = createChangeLog(clock.now(), 4 * maxTold);
  /** The latest tick's time. Every change after it is dated later, also when the machine's clock is set back. */
  let lastTickAt = 0;

  const flush = () => {
    const at = Math.max(clock.now(), lastTickAt + 1, changes.latest());
    lastTickAt = at;
    const texts = new Map<string, string>();
    for (const reader of readers) {
      if (!reader.stream.ready() || reader.knownTo >= changes.latest()) continue;
      const key = `${reader.knownTo} ${reader.checkId ?? ""}`;
      const text = texts.get(key) ?? tickText(lookout, changes, reader, at);
      texts.set(key, text);
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
    if (!isOfInterest(event, lookout, readers)) return;
    changes.note(event, Math.max(clock.now(), lastTickAt + 1));
    if (readers.size > 0) ticking.wake();
  });

  return {
    open({ owner, checkId, since = clock.now() - lookBackMs, signal }) {
      if (readers.size >= limit || signal?.aborted) return undefined;
      const isBehind = () => reader.knownTo < changes.latest();
      const stream = openEventStream({
        onRoom: () => isBehind() && ticking.wake(),
        onEnd: () => leave(reader),
        signal,
      });
      const reader: Reader = { owner, checkId, stream, knownTo: since };
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

/** Good runs of a large installation are of interest to those alone who look at that check. */
const isOfInterest = (event: LiveEvent, lookout: Lookout, readers: ReadonlySet<Reader>): boolean => {
  if (event.kind !== "run" || event.record.outcome.status !== "up" || !isLarge(lookout)) return true;
  for (const { checkId } of readers) if (checkId === event.record.checkId) return true;
  return false;
};

const tickText = (lookout: Lookout, changes: ChangeLog, reader: Reader, at: number): string => {
  const { checks: changed, incidents } = changes.after(reader.knownTo);
  const { ids, refresh } = idsToTell(lookout, changed, reader.checkId);
  const checks = ids.map((id) => lookout.check(id)).filter((live): live is LiveCheck => live !== undefined);
  if (checks.length === 0 && incidents.length === 0 && !refresh) return "";
  const tick = tickView(lookout, { at, checks, incidents, refresh });
  return `event: tick\nid: ${at}\ndata: ${JSON.stringify(tick)}\n\n`;
};

/** Which checks a reader is told of, and whether there is more to it than that. */
const idsToTell = (
  lookout: Lookout,
  changed: readonly string[] | undefined,
  checkId: string | undefined,
): { readonly ids: readonly string[]; readonly refresh: boolean } => {
  if (checkId !== undefined)
    return { ids: changed === undefined || changed.includes(checkId) ? [checkId] : [], refresh: false };
  if (changed === undefined && !isLarge(lookout))
    return { ids: lookout.checks().map(({ check }) => check.id), refresh: false };
  if (changed === undefined || changed.length > maxTold) return { ids: [], refresh: true };
  return { ids: changed, refresh: false };
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
