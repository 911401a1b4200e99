import type { Judgement } from "../../core/outcome.ts";
import { createJudge } from "./judgement.ts";
import type { ReadingExpectation } from "./reading-options.ts";
import {
  clockText,
  isDue,
  isOfToday,
  numberText,
  valueText,
  type JudgeSurroundings,
  type Standing,
} from "./reading-standing.ts";

/** What `min`, `max` and `eq` ask for, in words; absent when they ask for nothing. */
const boundsText = ({ min, max, eq }: ReadingExpectation): string | undefined => {
  if (eq !== undefined) return numberText(eq);
  if (min !== undefined && max !== undefined) return `${numberText(min)} to ${numberText(max)}`;
  if (min !== undefined) return `at least ${numberText(min)}`;
  return max === undefined ? undefined : `at most ${numberText(max)}`;
};

const notDue = (by: number): string => `not due before ${clockText(by)}`;

const flawOf = ({ min, max, eq }: ReadingExpectation, value: number) => {
  if (eq !== undefined && value !== eq) return "reading-mismatch";
  if (max !== undefined && value > max) return "reading-too-high";
  return min !== undefined && value < min ? "reading-too-low" : undefined;
};

/**
 * Judges a value by `min`, `max` and `eq`; absent when there is none of them. With `by`, what may still come (`min`,
 * `eq`) is not due before that time of day.
 */
export const boundsJudge = (
  name: string,
  expectation: ReadingExpectation,
  { timezone, redact }: JudgeSurroundings,
): ((standing: Standing) => Judgement | undefined) | undefined => {
  const { by, severity } = expectation;
  const wanted = boundsText(expectation);
  if (wanted === undefined) return undefined;
  const judge = createJudge(name, by === undefined ? wanted : `${wanted} by ${clockText(by)}`, redact);
  return ({ reading, now }) => {
    if (!reading) return undefined;
    const actual = valueText(reading);
    const code = flawOf(expectation, reading.value);
    if (!code) return judge.met(actual);
    return by === undefined || code === "reading-too-high" || isDue(by, now, timezone)
      ? judge.missed(actual, { severity, code })
      : judge.met(`${actual}, ${notDue(by)}`);
  };
};

/** Judges that there is no value: no data is never good, but what is not due yet may be missing. */
export const missingJudge = (
  name: string,
  expectation: ReadingExpectation,
  { timezone, redact }: JudgeSurroundings,
): ((standing: Standing) => Judgement) => {
  const { by, severity } = expectation;
  const wanted = boundsText(expectation) ?? "a value";
  const judge = createJudge(name, by === undefined ? wanted : `${wanted} by ${clockText(by)}`, redact);
  return ({ now, at }) => {
    const isOld = by !== undefined && at !== undefined && !isOfToday(at, now, timezone);
    const what = isOld ? "no value of today" : "no value";
    if (by !== undefined && !isDue(by, now, timezone)) return judge.met(`${what}, ${notDue(by)}`);
    const detail = `${name} has ${what}, expected ${wanted}`;
    return judge.missed(what, { severity, code: "reading-missing", detail });
  };
};
