import { z } from "zod";
import { addDays, dayOf } from "../../core/day.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { Reading } from "../../core/outcome.ts";
import type { ReadingExpectation } from "./reading-options.ts";

/** A value and when it came about, epoch ms. */
export interface Past {
  readonly value: number;
  readonly at: number;
}

/** What has to be remembered of one reading. */
export interface MemoryNeeds {
  /** How far back single values are asked for, ms; 0 for no farther than the one before. */
  readonly agoMs: number;
  /** How many days back; 0 for none. */
  readonly days: number;
  /** An unchanged value need not be written again sooner than this, ms. */
  readonly stepMs: number;
}

/** A change that is missed is held against the same base for so long, that it can be confirmed. */
const holdMs = 600_000;
const hourMs = 3_600_000;
/** How many values of the time that is looked back on are kept. */
const samples = 60;

const needOf = ({ change, stale }: ReadingExpectation): MemoryNeeds | undefined => {
  if (!change && stale === undefined) return undefined;
  const isRate = change?.per !== undefined;
  const stepMs = isRate ? 0 : Math.min(hourMs, stale === undefined ? hourMs : stale / 50);
  const agoMs = typeof change?.against === "object" ? change.against.agoMs : 0;
  const days = change?.against === "weekday" ? 8 : change?.against === "mean" ? (change.days ?? 7) + 1 : 0;
  return { agoMs, days, stepMs: days > 0 || agoMs > 0 ? 0 : stepMs };
};

/** What all the expectations of one reading need together; absent when they need nothing. */
export const memoryNeeds = (list: readonly ReadingExpectation[]): MemoryNeeds | undefined => {
  const needs = list.flatMap((expectation) => needOf(expectation) ?? []);
  if (needs.length === 0) return undefined;
  return {
    agoMs: Math.max(...needs.map(({ agoMs }) => agoMs)),
    days: Math.max(...needs.map(({ days }) => days)),
    stepMs: Math.min(...needs.map(({ stepMs }) => stepMs)),
  };
};

const past = z.object({ value: z.number(), at: z.number() });
const unit = z.enum(["ms", "s", "bytes", "count", "code", "ratio"]);

const remembered = z.object({
  last: past.extend({ unit }),
  /** What the last value was compared with. */
  base: past.optional(),
  /** Until when the base stays although newer values came. */
  heldUntil: z.number().optional(),
  samples: z.array(past).default([]),
  /** By day: how many values, and their sum. */
  days: z.record(z.string(), z.tuple([z.number(), z.number()])).default({}),
});

/** What is known of one reading from the runs before. */
export type Remembered = z.output<typeof remembered>;

const memoKey = (name: string): string => `expect.${name}`;

/** What an unreadable memo says is forgotten: it was written by another version. */
export const recall = async (name: string, ledger: Ledger): Promise<Remembered | undefined> => {
  const memo = await ledger.memo(memoKey(name));
  if (memo === undefined) return undefined;
  try {
    return remembered.parse(JSON.parse(memo));
  } catch {
    return undefined;
  }
};

/** What a value of this time is compared with under `against: previous`. */
export const previousOf = (memory: Remembered, at: number, now: number): Past | undefined => {
  const { last, base, heldUntil } = memory;
  if (at === last.at) return base;
  return heldUntil !== undefined && now < heldUntil ? base : last;
};

const sampled = ({ samples: known }: Remembered, found: Past, agoMs: number): Past[] => {
  if (agoMs === 0) return [];
  const latest = known.at(-1);
  const spacingMs = agoMs / samples;
  const all = latest && found.at - latest.at < spacingMs ? known : [...known, found];
  return all.filter(({ at }) => at > found.at - 2 * agoMs);
};

const countedDays = ({ days }: Remembered, { value, at }: Past, keep: number, zone: string) => {
  if (keep === 0) return {};
  const today = dayOf(at, zone);
  const [count, sum] = days[today] ?? [0, 0];
  const oldest = addDays(today, -keep);
  const kept = Object.entries(days).filter(([day]) => day >= oldest);
  return Object.fromEntries([...kept, [today, [count + 1, sum + value] as [number, number]]]);
};

interface Taken {
  readonly reading: Reading;
  /** When the value came about, epoch ms. */
  readonly at: number;
  readonly now: number;
  /** Its change was not as expected. */
  readonly isMissed: boolean;
}

const heldUntilOf = (before: Remembered | undefined, { now, isMissed }: Taken): number | undefined => {
  if (!isMissed) return undefined;
  const { heldUntil } = before ?? {};
  return heldUntil !== undefined && now < heldUntil ? heldUntil : now + holdMs;
};

/** What is known once a run's value has come besides. */
const learned = (
  before: Remembered | undefined,
  taken: Taken,
  { agoMs, days }: MemoryNeeds,
  zone: string,
): Remembered => {
  const { value, unit } = taken.reading;
  const found = { value, at: taken.at };
  const base = before && previousOf(before, taken.at, taken.now);
  const known = before ?? { last: { ...found, unit }, samples: [], days: {} };
  const isSeen = before?.last.at === taken.at;
  const heldUntil = heldUntilOf(before, taken);
  return {
    last: { ...found, unit },
    ...(base && { base }),
    ...(heldUntil !== undefined && { heldUntil }),
    samples: isSeen ? known.samples : sampled(known, found, agoMs),
    days: isSeen ? known.days : countedDays(known, found, days, zone),
  };
};

/** Whether nothing is lost when the memory is not written: the same value, seen a little later. */
const saysEnough = (before: Remembered, after: Remembered, stepMs: number): boolean =>
  before.last.value === after.last.value &&
  before.heldUntil === after.heldUntil &&
  (before.last.at === after.last.at || after.last.at - before.last.at < stepMs);

/** The memo to write for a reading; absent when the one that is there says enough, or something newer. */
export const memoOf = (
  before: Remembered | undefined,
  taken: Taken,
  needs: MemoryNeeds,
  zone: string,
): readonly [string, string] | undefined => {
  if (before && taken.at < before.last.at) return undefined;
  const after = learned(before, taken, needs, zone);
  if (before && saysEnough(before, after, needs.stepMs)) return undefined;
  return [memoKey(taken.reading.name), JSON.stringify(after)];
};
