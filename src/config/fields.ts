import { Cron } from "croner";
import { z } from "zod";
import { duration } from "../options/fields.ts";
import { parseDateTime } from "./date-time.ts";

/** The fields that only the configuration file has. Each refuses with a message that says what is allowed. */

export const idPattern = /^[a-z0-9][a-z0-9\-_.]{0,63}$/;
const idRule = "must be lower-case letters, digits, - _ and ., at most 64, beginning with a letter or digit";

/** An id: the key of history, so it has to stay when a title changes. */
export const id = (): z.ZodType<string, string> => z.string().regex(idPattern, idRule);

/** A duration within limits, in ms. */
export const durationOf = (limits: { readonly min?: number; readonly max?: number; readonly rule: string }) =>
  duration().refine((ms) => ms >= (limits.min ?? 0) && ms <= (limits.max ?? Infinity), limits.rule);

/** `2026-11-22T22:00`, with or without an offset; kept as text, since the time zone stands elsewhere. */
export const dateTime = (): z.ZodType<string, string> =>
  z
    .string()
    .refine(
      (text) => parseDateTime(text, "UTC") !== undefined,
      "must be a date and time such as 2026-11-22T22:00 or 2026-11-22T22:00+09:00",
    );

/** A cron expression with five or six fields; kept as text. */
export const cron = (): z.ZodType<string, string> =>
  z.string().refine(isCron, 'must be a cron expression such as "0 3 * * sun"');

const isCron = (text: string): boolean => {
  try {
    return text.trim().split(/\s+/).length >= 5 && new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
};

/** `host:port`, or `[IPv6]:port`. */
export const hostAndPort = (): z.ZodType<string, string> =>
  z
    .string()
    .refine(
      (text) => /^(\[[\da-f:.]+\]|[^\s:/]+):\d{1,5}$/i.test(text) && Number(/\d+$/.exec(text)?.[0]) <= 65_535,
      "must be a host and a port such as 1.1.1.1:443",
    );

/** `sqlite:<path>` or `memory:`. */
export const storeAddress = (): z.ZodType<string, string> =>
  z.string().regex(/^(sqlite:.+|memory:)$/s, "must be sqlite:<path> or memory:");

const countOfRule = "must be a whole number such as 2, or text such as 3 of 5";

/** `2`, `3 of 5` or `{count, of, for}`: how many outcomes confirm a change. */
export const confirmation = () =>
  z.union(
    [
      z.int().min(1).max(100).describe("How many outcomes in a row"),
      z
        .string()
        .regex(/^\d{1,2} of \d{1,2}$/, { error: countOfRule, abort: true })
        .refine((text) => isPossible(parseCountOf(text)), impossibleRule),
      z
        .strictObject({
          count: z.int().min(1).max(100).optional().describe("How many outcomes. Default 1"),
          of: z.int().min(1).max(100).optional().describe("Of how many latest outcomes. Default: count"),
          for: duration().optional().describe("How long it has to last"),
        })
        .refine(({ count = 1, of = count }) => isPossible({ count, of }), impossibleRule),
    ],
    { error: countOfRule },
  );

/** The two numbers of `3 of 5`. */
export const parseCountOf = (text: string): { readonly count: number; readonly of: number } => {
  const [count = 0, of = 0] = text.split(" of ").map(Number);
  return { count, of };
};

const impossibleRule = "must not want more outcomes than it looks at, nor none";

const isPossible = ({ count, of }: { readonly count: number; readonly of: number }): boolean =>
  count >= 1 && count <= of;
