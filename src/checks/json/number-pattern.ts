import { RE2JS } from "re2js";
import { z } from "zod";

/** A pattern that takes one text out of another, in time linear in it. */
export interface NumberPattern {
  readonly source: string;
  /** What the group matched the first time; absent when the pattern is not found. */
  readonly find: (text: string) => string | undefined;
}

const compiled = (source: string): RE2JS | string => {
  try {
    const pattern = RE2JS.compile(source);
    const groups = pattern.groupCount();
    return groups === 1
      ? pattern
      : `it has ${groups} groups instead of one; write (?:…) for those that only group`;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown error";
  }
};

/** A regular expression with one group, in which the number is. */
export const numberPattern = (): z.ZodType<NumberPattern, string> =>
  z
    .string()
    .min(1)
    .transform((source, context) => {
      const pattern = compiled(source);
      if (typeof pattern !== "string")
        return {
          source,
          find: (text: string) => {
            const matcher = pattern.matcher(text);
            return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
          },
        };
      const message = `must be a regular expression of RE2's syntax with one group around the number: ${pattern}`;
      context.issues.push({ code: "custom", message, input: source });
      return z.NEVER;
    })
    .meta({ description: "Regular expression (RE2) with one group, in which the number is" });
