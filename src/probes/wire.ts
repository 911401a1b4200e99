import type { Judgement, Outcome, Reading } from "../core/outcome.ts";

/*
 * What the main thread and a probe thread say to each other. Outcomes travel in batches. A good one is a few numbers:
 * its readings' names and units (a shape) and its judgements (a list) were sent once before and are named by number.
 */

/** What a thread needs to remake the checks. */
export interface ProbeConfiguration {
  /** The file's path, absolute. */
  readonly file: string;
  /** What the file says. */
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ToThread =
  | {
      readonly kind: "configure";
      readonly generation: number;
      readonly configuration: ProbeConfiguration;
      readonly share: number;
      readonly of: number;
    }
  /** By turns a run's number and its check's id. */
  | { readonly kind: "run"; readonly runs: readonly (number | string)[] }
  /** Nobody waits for these any more. */
  | { readonly kind: "cut"; readonly runs: readonly number[] };

export type FromThread =
  /** Absent trouble: the share of the checks is ready to run. */
  | { readonly kind: "configured"; readonly generation: number; readonly trouble?: string }
  /** Runs of checks that the thread does not have. */
  | { readonly kind: "strange"; readonly runs: readonly number[] }
  | ({ readonly kind: "found" } & Found);

type Shape = readonly Pick<Reading, "name" | "unit">[];

/** A batch of outcomes. */
export interface Found {
  /** Everything that was named by number before is forgotten. */
  readonly isFresh: boolean;
  /** New ones, numbered on from those known. */
  readonly shapes: readonly Shape[];
  readonly lists: readonly (readonly Judgement[])[];
  /** Of each good run: its number, ms, the number of its shape, that of its judgements, and the readings' values. */
  readonly good: readonly number[];
  readonly others: readonly { readonly run: number; readonly tookMs: number; readonly outcome: Outcome }[];
}

/** With so many lists most were for one run only: a latency, a counter. */
const maxLists = 2000;

/** Gathers outcomes into batches. */
export class FoundEncoder {
  readonly #shapeNumbers = new Map<string, number>();
  readonly #listNumbers = new Map<string, number>();
  #isFresh = true;
  #shapes: Shape[] = [];
  #lists: (readonly Judgement[])[] = [];
  #good: number[] = [];
  #others: Found["others"][number][] = [];

  add(run: number, tookMs: number, outcome: Outcome): void {
    const { status, readings, judgements, evidence } = outcome;
    if (status !== "up" || evidence) return void this.#others.push({ run, tookMs, outcome });
    this.#good.push(run, tookMs, this.#shapeOf(readings), this.#listOf(judgements));
    for (const { value } of readings) this.#good.push(value);
  }

  /** The batch so far; the next one begins. */
  take(): Found {
    const found = {
      isFresh: this.#isFresh,
      shapes: this.#shapes,
      lists: this.#lists,
      good: this.#good,
      others: this.#others,
    };
    this.#isFresh = this.#listNumbers.size > maxLists;
    if (this.#isFresh) {
      this.#shapeNumbers.clear();
      this.#listNumbers.clear();
    }
    this.#shapes = [];
    this.#lists = [];
    this.#good = [];
    this.#others = [];
    return found;
  }

  #shapeOf(readings: readonly Reading[]): number {
    let key = "";
    for (const { name, unit } of readings) key += `${name}\0${unit}\0`;
    return numberOf(this.#shapeNumbers, key, () =>
      this.#shapes.push(readings.map(({ name, unit }) => ({ name, unit }))),
    );
  }

  #listOf(judgements: readonly Judgement[]): number {
    return numberOf(this.#listNumbers, JSON.stringify(judgements), () => this.#lists.push(judgements));
  }
}

const numberOf = (numbers: Map<string, number>, key: string, announce: () => void): number => {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = numbers.size;
  numbers.set(key, number);
  announce();
  return number;
};

/** Reads the batches of one encoder, in their order. */
export class FoundDecoder {
  #shapes: Shape[] = [];
  #lists: (readonly Judgement[])[] = [];

  read(found: Found, onOutcome: (run: number, tookMs: number, outcome: Outcome) => void): void {
    if (found.isFresh) {
      this.#shapes = [];
      this.#lists = [];
    }
    this.#shapes.push(...found.shapes);
    this.#lists.push(...found.lists);
    const { good } = found;
    for (let at = 0; at < good.length;) {
      const [run = 0, tookMs = 0, shape = 0, list = 0] = good.slice(at, at + 4);
      at += 4;
      const readings = (this.#shapes[shape] ?? []).map(({ name, unit }): Reading => ({
        name,
        value: good[at++] ?? Number.NaN,
        unit,
      }));
      onOutcome(run, tookMs, { status: "up", readings, judgements: this.#lists[list] ?? [] });
    }
    for (const { run, tookMs, outcome } of found.others) onOutcome(run, tookMs, outcome);
  }
}

/** Which of so many threads has a check. The same in all of them. */
export const shareOf = (id: string, of: number): number => {
  let hash = 0;
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return (hash >>> 0) % of;
};
