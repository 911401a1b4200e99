import { Queue } from "./queue.ts";
import { Ring, type Linked } from "./ring.ts";

export interface RunnerLimits {
  readonly total: number;
  readonly perHost: number;
}

/** Those who wait for one host, and how many of its runs are under way. */
interface Line<T> extends Linked<Line<T>> {
  /** Absent for one that waits for no host: it stands in a line of its own. */
  readonly host?: string;
  readonly waiting: Queue<T>;
  running: number;
  /** Where it stands for its next turn; nowhere while nobody waits or the host has all it may have. */
  ring: Ring<Line<T>> | undefined;
}

/**
 * Who may begin, when not all may at once. Each host has a line and takes turns with the others, one run at a time;
 * hosts of which nothing is under way go before those that already have a run. So whoever waits is never behind more
 * than one run of each other host, and hosts that hang hold no more than their limit.
 */
export class RunLines<T extends { readonly host: string | undefined }> {
  readonly #hosts = new Map<string, Line<T>>();
  /** Lines whose turn comes: of hosts with no run under way, and of the others. */
  readonly #idle = new Ring<Line<T>>();
  readonly #busy = new Ring<Line<T>>();
  #limits: RunnerLimits;
  #running = 0;
  #waiting = 0;

  constructor(limits: RunnerLimits) {
    this.#limits = limits;
  }

  /** Runs that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  setLimits(limits: RunnerLimits): void {
    this.#limits = limits;
    for (const line of this.#hosts.values()) this.#place(line);
  }

  /** True when the run may begin now, and is then under way; otherwise it waits until `next` gives it out. */
  enter(run: T): boolean {
    const line = this.#lineOf(run.host);
    const isFree =
      this.#running < this.#limits.total && line.waiting.length === 0 && line.running < this.#most(line);
    if (isFree) {
      this.#count(line, 1);
      return true;
    }
    line.waiting.push(run);
    this.#waiting += 1;
    this.#place(line);
    return false;
  }

  /** A run that was under way has ended. */
  leave({ host }: T): void {
    const line = host === undefined ? undefined : this.#hosts.get(host);
    if (!line) return void (this.#running -= 1);
    this.#count(line, -1);
    this.#place(line);
    if (line.running === 0 && line.waiting.length === 0 && line.host !== undefined)
      this.#hosts.delete(line.host);
  }

  /** Gives out a waiting run that may begin, which is then under way; nothing when none may. */
  next(): T | undefined {
    if (this.#running >= this.#limits.total) return undefined;
    const line = this.#idle.first() ?? this.#busy.first();
    const run = line?.waiting.shift();
    if (!line || run === undefined) return undefined;
    this.#waiting -= 1;
    this.#count(line, 1);
    // To the end of its ring, also when it stays in the same one.
    this.#move(line, undefined);
    this.#place(line);
    return run;
  }

  /** Empties the lines: whoever waits will not begin. */
  clear(): readonly T[] {
    const all: T[] = [];
    for (const ring of [this.#idle, this.#busy])
      for (let line = ring.first(); line; line = ring.first()) {
        all.push(...drained(line.waiting));
        this.#place(line);
      }
    for (const line of this.#hosts.values()) all.push(...drained(line.waiting));
    this.#waiting = 0;
    return all;
  }

  /** Puts a line where it belongs: it may have got a waiting run, a place, or its last run back. */
  #place(line: Line<T>): void {
    const isReady = line.waiting.length > 0 && line.running < this.#most(line);
    const isIdle = line.running === 0;
    this.#move(line, !isReady ? undefined : isIdle ? this.#idle : this.#busy);
  }

  #move(line: Line<T>, ring: Ring<Line<T>> | undefined): void {
    if (line.ring === ring) return;
    line.ring?.remove(line);
    line.ring = ring;
    ring?.push(line);
  }

  #most({ host }: Line<T>): number {
    return host === undefined ? Number.POSITIVE_INFINITY : this.#limits.perHost;
  }

  #lineOf(host: string | undefined): Line<T> {
    const known = host === undefined ? undefined : this.#hosts.get(host);
    if (known) return known;
    const line: Line<T> = {
      ...(host !== undefined && { host }),
      waiting: new Queue(),
      running: 0,
      ring: undefined,
      before: undefined,
      after: undefined,
    };
    if (host !== undefined) this.#hosts.set(host, line);
    return line;
  }

  #count(line: Line<T>, change: 1 | -1): void {
    this.#running += change;
    line.running += change;
  }
}

function* drained<T>(queue: Queue<T>): Generator<T> {
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) yield item;
}
