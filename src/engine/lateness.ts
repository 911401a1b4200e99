import type { Clock } from "../core/clock.ts";

/** Lateness up to 10 ms is counted by the ms, above by steps of 10 %; the last step is beyond a day. */
const linearMs = 10;
const step = Math.log(1.1);
const steps = linearMs + Math.ceil(Math.log(86_400_000 / linearMs) / step) + 1;

/** The last minute in six parts: the oldest is forgotten as a whole. */
const parts = 6;
const partMs = 10_000;

export interface LatenessNow {
  readonly latenessP50Ms: number;
  readonly latenessP99Ms: number;
  readonly latenessMaxMs: number;
}

/** How late runs began in the last minute (50 to 60 s): a histogram of fixed size. */
export class Lateness {
  readonly #clock: Clock;
  readonly #counts = new Int32Array(parts * steps);
  readonly #totals = new Int32Array(parts);
  readonly #most = new Float64Array(parts);
  #part = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#part = this.#partNow();
  }

  count(latenessMs: number): void {
    const ms = Math.max(0, latenessMs);
    this.#turn();
    const place = this.#part % parts;
    const index = place * steps + stepOf(ms);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#totals[place] = (this.#totals[place] ?? 0) + 1;
    if (ms > (this.#most[place] ?? 0)) this.#most[place] = ms;
  }

  read(): LatenessNow {
    this.#turn();
    const latenessMaxMs = Math.max(...this.#most);
    const total = this.#totals.reduce((sum, count) => sum + count, 0);
    const quantile = (part: number) => Math.min(latenessMaxMs, this.#quantile(Math.ceil(total * part)));
    return { latenessP50Ms: quantile(0.5), latenessP99Ms: quantile(0.99), latenessMaxMs };
  }

  /** The upper end of the step that holds the run of this rank. */
  #quantile(rank: number): number {
    let seen = 0;
    for (let index = 0; index < steps && rank > 0; index++) {
      for (let place = 0; place < parts; place++) seen += this.#counts[place * steps + index] ?? 0;
      if (seen >= rank) return upperEnd(index);
    }
    return 0;
  }

  #partNow(): number {
    return Math.floor(this.#clock.monotonic() / partMs);
  }

  #turn(): void {
    const now = this.#partNow();
    const passed = Math.min(parts, now - this.#part);
    for (let part = now - passed + 1; part <= now; part++) {
      const place = part % parts;
      this.#counts.fill(0, place * steps, (place + 1) * steps);
      this.#totals[place] = 0;
      this.#most[place] = 0;
    }
    this.#part = now;
  }
}

const stepOf = (ms: number): number =>
  ms < linearMs ? Math.floor(ms) : Math.min(steps - 1, linearMs + Math.floor(Math.log(ms / linearMs) / step));

const upperEnd = (index: number): number =>
  index < linearMs ? index + 1 : linearMs * Math.exp((index - linearMs + 1) * step);
