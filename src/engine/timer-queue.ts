import type { Clock } from "../core/clock.ts";

interface Entry {
  readonly key: string;
  readonly at: number;
  /** `at` by the monotonic clock, so that a machine whose clock is set back does not fall silent. */
  readonly dueMs: number;
}

/** Many named due times on one timer. A key has at most one due time. */
export interface TimerQueue {
  /** Sets or moves the key's due time, epoch ms. */
  set(key: string, at: number): void;
  delete(key: string): void;
  due(key: string): number | undefined;
  stop(): void;
}

/**
 * Calls `onDue(key, at)` once for each key whose time has come, earliest first. Entries that were moved or deleted
 * stay in the heap until their old time and are skipped then.
 */
export const createTimerQueue = (clock: Clock, onDue: (key: string, at: number) => void): TimerQueue => {
  const heap = createHeap();
  const current = new Map<string, Entry>();
  let cancel: (() => void) | undefined;
  let armedFor = Number.POSITIVE_INFINITY;
  let stopped = false;

  const arm = () => {
    const first = heap.first();
    if (stopped || !first || first.dueMs >= armedFor) return;
    cancel?.();
    armedFor = first.dueMs;
    cancel = clock.schedule(first.dueMs - clock.monotonic(), fire);
  };
  const fire = () => {
    armedFor = Number.POSITIVE_INFINITY;
    cancel = undefined;
    const nowMs = clock.monotonic();
    for (let entry = heap.first(); entry && entry.dueMs <= nowMs && !stopped; entry = heap.first()) {
      heap.removeFirst();
      if (current.get(entry.key) !== entry) continue;
      current.delete(entry.key);
      onDue(entry.key, entry.at);
    }
    arm();
  };

  return {
    set: (key, at) => {
      if (stopped || current.get(key)?.at === at) return;
      const entry = { key, at, dueMs: clock.monotonic() + at - clock.now() };
      current.set(key, entry);
      heap.add(entry);
      arm();
    },
    delete: (key) => void current.delete(key),
    due: (key) => current.get(key)?.at,
    stop: () => {
      stopped = true;
      cancel?.();
      current.clear();
    },
  };
};

/** A binary heap by `dueMs`. */
const createHeap = () => {
  const items: Entry[] = [];
  const due = (index: number) => items[index]?.dueMs ?? Number.POSITIVE_INFINITY;
  const swap = (left: number, right: number) => {
    const [a, b] = [items[left], items[right]];
    if (a && b) [items[left], items[right]] = [b, a];
  };
  return {
    first: (): Entry | undefined => items[0],
    add: (entry: Entry) => {
      items.push(entry);
      for (let index = items.length - 1; index > 0;) {
        const parent = (index - 1) >> 1;
        if (due(parent) <= due(index)) return;
        swap(parent, index);
        index = parent;
      }
    },
    removeFirst: () => {
      swap(0, items.length - 1);
      items.pop();
      for (let index = 0; ;) {
        const left = 2 * index + 1;
        const least = due(left + 1) < due(left) ? left + 1 : left;
        if (due(least) >= due(index)) return;
        swap(least, index);
        index = least;
      }
    },
  };
};
