import { addDays, dayOf } from "../../core/day.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { Judgement, Reading } from "../../core/outcome.ts";
import { createJudge } from "./judgement.ts";
import { previousOf, type Past, type Remembered } from "./reading-memory.ts";
import type { Amount, ChangeExpectation, ReadingExpectation } from "./reading-options.ts";
import { clockText, isDue, numberText, valueText, type JudgeSurroundings } from "./reading-standing.ts";

/** A value whose change is asked for. */
export interface Changed {
  readonly reading: Reading;
  /** When it came about, epoch ms. */
  readonly at: number;
  readonly now: number;
  readonly memory: Remembered | undefined;
  readonly ledger: Ledger | undefined;
}

const dayMs = 86_400_000;

/** The values of days: those that the check's source dates, else the means of the values that were seen. */
const dayValues = async (
  { reading, at, memory, ledger }: Changed,
  from: number,
  to: number,
  zone: string,
): Promise<readonly number[]> => {
  const today = dayOf(at, zone);
  const range = { from: addDays(today, from), to: addDays(today, to) };
  const dated = (await ledger?.days({ ...range, reading: reading.name, part: "" })) ?? [];
  if (dated.length > 0) return dated.map(({ value }) => value);
  return Object.entries(memory?.days ?? {}).flatMap(([day, [count, sum]]) =>
    day >= range.from && day < range.to ? [sum / count] : [],
  );
};

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const baseOf = async (
  { against, days = 7 }: ChangeExpectation,
  changed: Changed,
  zone: string,
): Promise<Past | undefined> => {
  const { memory, at, now } = changed;
  if (against === "previous") return memory && previousOf(memory, at, now);
  if (typeof against === "object")
    return memory?.samples.findLast((sample) => sample.at <= at - against.agoMs);
  const [from, to] = against === "weekday" ? [-7, -6] : [-days, 0];
  const value = meanOf(await dayValues(changed, from, to, zone));
  return value === undefined ? undefined : { value, at: at + from * dayMs };
};

const signed = (value: number): string =>
  Number.isFinite(value) ? `${value > 0 ? "+" : ""}${numberText(value)}` : value > 0 ? "+∞" : "-∞";

const amountText = ({ value, isPercent }: Amount): string => `${signed(value)}${isPercent ? "%" : ""}`;

const baseText = ({ against, days = 7 }: ChangeExpectation): string => {
  if (against === "previous") return "the value before";
  if (against === "weekday") return "the same weekday a week before";
  return against === "mean" ? `the mean of ${days} days` : `${formatDuration(against.agoMs)} ago`;
};

const wantedText = (change: ChangeExpectation): string => {
  const { min, max, per } = change;
  const limits = [max && `at most ${amountText(max)}`, min && `at least ${amountText(min)}`];
  const rate = per === undefined ? "" : ` per ${formatDuration(per)}`;
  return `${limits.filter(Boolean).join(", ")}${rate} against ${baseText(change)}`;
};

/** How much it changed, in the value's unit and in hundredths of the base. */
const changeOf = (value: number, base: Past, at: number, per: number | undefined) => {
  const times = per === undefined ? 1 : per / (at - base.at);
  const absolute = (value - base.value) * times;
  const percent = absolute === 0 ? 0 : (absolute / Math.abs(base.value)) * 100;
  return { absolute, percent };
};

type Change = ReturnType<typeof changeOf>;

const amountOf = ({ absolute, percent }: Change, { isPercent }: Amount): number =>
  isPercent ? percent : absolute;

/** `10 to 15 (+50%)`, `10 to 15 (+300 per 1h)`. */
const seenText = (
  reading: Reading,
  base: Past,
  change: Change,
  { min, max, per }: ChangeExpectation,
): string => {
  const isPercent = (max ?? min)?.isPercent ?? false;
  const rate = per === undefined ? "" : ` per ${formatDuration(per)}`;
  const amount = Number((isPercent ? change.percent : change.absolute).toPrecision(4));
  return `${numberText(base.value)} to ${valueText(reading)} (${amountText({ value: amount, isPercent })}${rate})`;
};

/** Judges by how much a value rose or fell; absent without `change`. A first value has nothing to be compared with. */
export const changeJudge = (
  name: string,
  { change, by, severity }: ReadingExpectation,
  { timezone, redact }: JudgeSurroundings,
): ((changed: Changed) => Promise<Judgement>) | undefined => {
  if (!change) return undefined;
  const { min, max, per } = change;
  const wanted = wantedText(change);
  const judge = createJudge(
    `${name} change`,
    by === undefined ? wanted : `${wanted} by ${clockText(by)}`,
    redact,
  );
  return async (changed) => {
    const { reading, at, now } = changed;
    const base = await baseOf(change, changed, timezone);
    if (!base || (per !== undefined && base.at >= at))
      return judge.met(`${valueText(reading)}, nothing to compare with yet`);
    const found = changeOf(reading.value, base, at, per);
    const actual = seenText(reading, base, found, change);
    const hasRisen = max !== undefined && amountOf(found, max) > max.value;
    const hasFallen = min !== undefined && amountOf(found, min) < min.value;
    if (!hasRisen && !hasFallen) return judge.met(actual);
    if (!hasRisen && by !== undefined && !isDue(by, now, timezone))
      return judge.met(`${actual}, not due before ${clockText(by)}`);
    const detail = `${name} went from ${actual}, expected ${wanted}`;
    return judge.missed(actual, { severity, code: "reading-changed", detail });
  };
};
