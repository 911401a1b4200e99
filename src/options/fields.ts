import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { isTimezone } from "../core/time-zone.ts";

/**
 * The fields that the schemas of checks, channels and the file itself share, so that a duration or a size is
 * written the same way everywhere. Each carries the description that the JSON Schema and the docs show.
 */

const durationRule = "must be a duration such as 30s, 5m or 1h30m";

/** `30s`, `5m`, `1h30m` to milliseconds. */
export const duration = (): z.ZodType<number, string> =>
  z
    .string(durationRule)
    .regex(/^(\d+(\.\d+)?(ms|s|m|h|d|w))+$/, { error: durationRule, abort: true })
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined) return ms;
      context.issues.push({
        code: "custom",
        message: durationRule,
        input: text,
      });
      return z.NEVER;
    });

const sizes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KiB: 1024,
  MB: 1e6,
  MiB: 1_048_576,
  GB: 1e9,
};

const sizeRule = "must be a size such as 64kB or 2MiB";

/** `64kB`, `2MiB` to bytes. */
export const size = (): z.ZodType<number, string> =>
  z
    .string(sizeRule)
    .regex(/^\d+(\.\d+)?(B|kB|KiB|MB|MiB|GB)$/, { error: sizeRule, abort: true })
    .transform((text) => {
      const [, count = "0", unit = "B"] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
      return Math.round(Number(count) * (sizes[unit] ?? 1));
    });

/** An absolute http or https URL; kept as text. */
export const httpUrl = (): z.ZodType<string, string> =>
  z.url({ protocol: /^https?$/, error: "must be an absolute http:// or https:// URL" });

/** A name from this machine's time zone data. */
export const timezone = (): z.ZodType<string, string> =>
  z.string().superRefine((name, context) => {
    if (isTimezone(name)) return;
    const candidates = Intl.supportedValuesOf("timeZone");
    const message = "must be an IANA time zone such as Asia/Tokyo or UTC";
    context.addIssue({ code: "custom", message, params: { candidates } });
  });
