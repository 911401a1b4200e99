import { z } from "zod";
import { parseDuration } from "../../core/duration.ts";
import { duration } from "../../options/fields.ts";
import { severity } from "./judgement.ts";

/** An amount by which a reading may change: in its own unit, or in hundredths of what it was before. */
export interface Amount {
  readonly value: number;
  readonly isPercent: boolean;
}

const amountRule = "must be a number, or a percentage such as 50% or -20%";

const amount = (description: string): z.ZodType<Amount, number | string> =>
  z
    .union([
      z.number().transform((value) => ({ value, isPercent: false })),
      z
        .string()
        .regex(/^[-+]?\d+(\.\d+)?%$/, amountRule)
        .transform((text) => ({ value: Number(text.slice(0, -1)), isPercent: true })),
    ])
    .meta({ description });

/** What a change is measured from: a value a time ago is told by that time, in ms. */
export type ChangeBase = "previous" | "weekday" | "mean" | { readonly agoMs: number };

const longestAgoMs = 7 * 86_400_000;

const changeBase = (): z.ZodType<ChangeBase, string | undefined> =>
  z
    .string()
    .prefault("previous")
    .transform((text, context): ChangeBase => {
      if (text === "previous" || text === "weekday" || text === "mean") return text;
      const agoMs = parseDuration(text);
      if (agoMs !== undefined && agoMs >= 1000 && agoMs <= longestAgoMs) return { agoMs };
      context.issues.push({
        code: "custom",
        message: "must be previous, weekday, mean, or a duration of 1s to 7d",
        input: text,
      });
      return z.NEVER;
    })
    .meta({
      description:
        "What it is compared with: the previous value, that of the same weekday a week before, the mean of the last days, or the value a duration ago",
    });

const changeExpectation = () =>
  z
    .strictObject({
      max: amount("The greatest rise: a number, or a percentage such as 50%").optional(),
      min: amount("The greatest fall, negative: a number, or a percentage such as -20%").optional(),
      against: changeBase(),
      days: z.int().min(2).max(366).optional().meta({ description: "How many days `mean` is of. Default 7" }),
      per: duration().optional().meta({ description: "Judge the change per this time instead" }),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "needs min or max")
    .refine(
      ({ min, max }) => !min || !max || min.isPercent !== max.isPercent || min.value <= max.value,
      "min must not be greater than max",
    )
    .refine(({ against, days }) => days === undefined || against === "mean", {
      path: ["days"],
      message: "needs `against: mean`",
    })
    .refine(
      ({ against, per }) => per === undefined || (per > 0 && against !== "weekday" && against !== "mean"),
      {
        path: ["per"],
        message: "needs `against: previous` or a duration, and a time longer than 0s",
      },
    )
    .meta({ description: "By how much it may rise (max) and fall (min)" });

export type ChangeExpectation = z.output<ReturnType<typeof changeExpectation>>;

/** `21:00` to minutes after midnight. `00:00` would change nothing. */
const timeOfDay = (): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 21:00")
    .refine((text) => text !== "00:00", "must be later than 00:00, with which every day begins")
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
    .meta({ description: "From this time of day on, `min` and `eq` count; before it they are not due yet" });

/** What a reading can be at all, where its type knows: what that already promises is no expectation. */
export interface ReadingRange {
  readonly least?: number;
  readonly most?: number;
}

const rangeText = ({ least = -Infinity, most = Infinity }: ReadingRange): string =>
  [least > -Infinity && `at least ${least}`, most < Infinity && `at most ${most}`].filter(Boolean).join(", ");

const conditions = ({ least = -Infinity, most = Infinity }: ReadingRange) =>
  z
    .strictObject({
      min: z.number().optional().meta({ description: "The least that is good" }),
      max: z.number().optional().meta({ description: "The most that is good" }),
      eq: z.number().optional().meta({ description: "The only number that is good" }),
      change: changeExpectation().optional(),
      stale: duration()
        .refine((ms) => ms >= 1000, "must be at least 1s")
        .optional()
        .meta({ description: "The longest time without a fresh reading; so long the last one stands" }),
      by: timeOfDay().optional(),
      severity: severity(),
    })
    .refine(
      ({ min, max, eq, change, stale }) => (min ?? max ?? eq ?? change ?? stale) !== undefined,
      "needs min, max, eq, change or stale",
    )
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
      path: ["min"],
      message: "must not be greater than max: nothing would be good",
    })
    .refine(({ min, max, eq }) => eq === undefined || (min === undefined && max === undefined), {
      path: ["eq"],
      message: "says all there is to say: leave min and max out",
    })
    .refine(({ min, eq, change, by }) => by === undefined || (min ?? eq ?? change?.min) !== undefined, {
      path: ["by"],
      message: "needs min, eq or change.min: only what may still come can be due by a time",
    })
    .refine(({ min }) => min === undefined || min > least, {
      path: ["min"],
      message: `is always met: the reading is never less than ${least}`,
    })
    .refine(({ max }) => max === undefined || max < most, {
      path: ["max"],
      message: `is always met: the reading is never greater than ${most}`,
    })
    .refine(
      ({ min = least, max = most, eq = least }) => min <= most && max >= least && eq >= least && eq <= most,
      {
        message: `can never be met: the reading is ${rangeText({ least, most })}`,
      },
    );

const known = new Map<string, ReturnType<typeof conditions>>();

/** One schema for each range, which the JSON Schema has once for each type: there are readings by the dozen. */
const sharedConditions = (range: ReadingRange) => {
  const key = ["reading", range.least, range.most].filter((part) => part !== undefined).join("-");
  const made = known.get(key) ?? conditions(range).meta({ id: key });
  known.set(key, made);
  return made;
};

/** What one number must be, or several such with a severity each. Gives a list always. */
export const readingExpectation = (range: ReadingRange = {}) =>
  z
    .union([sharedConditions(range).transform((one) => [one]), z.array(sharedConditions(range)).min(1)])
    .meta({ description: "What the number must be: min, max, eq, change, stale, by; or a list of these" });

/** One of the conditions that stand together in braces. */
export type ReadingExpectation = z.output<ReturnType<typeof conditions>>;
