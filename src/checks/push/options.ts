import { z } from "zod";
import { duration, timezone } from "../../options/fields.ts";
import { closest } from "../../core/closest.ts";
import { anyReadingExpectations, readingName } from "../expect/reading.ts";

/** What else a push says by name, and the reading that is the check's own. */
const taken = new Set(["id", "at", "status", "message", "readings", "age"]);

const ownName = () =>
  readingName().refine((name) => !taken.has(name), `must not be one of ${[...taken].join(", ")}`);

const unit = () => z.enum(["ms", "s", "bytes", "count", "code", "ratio"]);

/** Secret, and long enough that nobody guesses it. */
const token = () =>
  z
    .string()
    .min(16, "must have at least 16 characters: try `openssl rand -hex 24`")
    .regex(/^[\x21-\x7e]*$/, "must be visible ASCII characters without spaces")
    .refine((text) => !text.startsWith("hin_"), "must not begin with hin_, as the tokens of the API do")
    .meta({ description: "Secret that whoever pushes must bring; at least 16 characters" });

const heartbeat = () =>
  z
    .union([
      z.literal("none").transform(() => ({})),
      duration().transform((fail): { warn?: number | undefined; fail?: number | undefined } => ({ fail })),
      z.strictObject({
        warn: duration().optional().meta({ description: "Nothing for longer is degraded" }),
        fail: duration().optional().meta({ description: "Nothing for longer is down" }),
      }),
    ])
    .refine(({ warn, fail }: { warn?: number | undefined; fail?: number | undefined }) => {
      return warn === undefined || fail === undefined || warn < fail;
    }, "warn must be less than fail")
    .meta({ description: "The longest time between two pushes, as 26h for a daily job, or none" });

/** What stands beside `id` and `type: push`. */
export const pushOptions = z
  .strictObject({
    token: token(),
    readings: z
      .record(ownName(), unit())
      .default({})
      .refine((readings) => Object.keys(readings).length <= 50, "must not name more than 50 readings")
      .meta({ description: "The readings that may be pushed, with their units; others are refused" }),
    timezone: timezone()
      .optional()
      .meta({ description: "Where days are cut and what `by` is a time of. Default: the file's" }),
    expect: z
      .strictObject({
        heartbeat: heartbeat(),
        readings: anyReadingExpectations().optional(),
      })
      .meta({ description: "What is good: how often something comes, and what the readings must be" }),
  })
  .superRefine(({ readings, expect }, context) => {
    const known = [...Object.keys(readings), "age"];
    for (const name of Object.keys(expect.readings ?? {}).filter((name) => !known.includes(name))) {
      const meant = closest(name, known);
      const message = `is no reading of this check${meant === undefined ? "" : `, did you mean ${JSON.stringify(meant)}?`}`;
      context.addIssue({ code: "custom", path: ["expect", "readings", name], message });
    }
  });
