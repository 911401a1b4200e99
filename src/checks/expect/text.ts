import { RE2JS } from "re2js";
import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import type { ReasonCode } from "../../core/reason.ts";
import { createJudge, severity, type Redact } from "./judgement.ts";

/** A regular expression of RE2's syntax: matching takes time linear in the text, whatever the pattern. */
export interface Pattern {
  readonly source: string;
  readonly test: (text: string) => boolean;
}

/** Why a text is not a pattern; absent when it is one. */
const patternProblem = (source: string): string | undefined => {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown error";
  }
};

/** A pattern that may match anywhere; `(?i)` and the like work, back-references do not exist. */
export const pattern = (): z.ZodType<Pattern, string> =>
  z
    .string()
    .min(1)
    .superRefine((source, context) => {
      const problem = patternProblem(source);
      if (problem)
        context.addIssue({
          code: "custom",
          message: `must be a regular expression of RE2's syntax: ${problem}`,
        });
    })
    .transform((source) => {
      const compiled = RE2JS.compile(source);
      return { source, test: (text: string) => compiled.test(text) };
    })
    .meta({ description: "Regular expression (RE2) that must be found" });

/** What a text must and must not contain. */
export const textExpectation = () =>
  z
    .strictObject({
      contains: z.string().min(1).optional().meta({ description: "Text that must occur" }),
      not_contains: z.string().min(1).optional().meta({ description: "Text that must not occur" }),
      matches: pattern().optional(),
      severity: severity(),
    })
    .refine(
      ({ contains, not_contains, matches }) => contains ?? not_contains ?? matches,
      "needs contains, not_contains or matches",
    );

export type TextExpectation = z.output<ReturnType<typeof textExpectation>>;

/** Whether a text is as expected. */
export const meetsText = ({ contains, not_contains, matches }: TextExpectation, text: string): boolean =>
  (contains === undefined || text.includes(contains)) &&
  (not_contains === undefined || !text.includes(not_contains)) &&
  (matches === undefined || matches.test(text));

const describe = ({ contains, not_contains, matches }: TextExpectation): string =>
  [
    contains !== undefined && `contains ${JSON.stringify(contains)}`,
    not_contains !== undefined && `does not contain ${JSON.stringify(not_contains)}`,
    matches && `matches /${matches.source}/`,
  ]
    .filter(Boolean)
    .join(", ");

/** A target's text for people: one line without control characters. */
export const onOneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ").trim();

/** Judges a text of any length: only one that is not as expected is shown. */
export const textJudge = (
  subject: string,
  code: ReasonCode,
  expectation: TextExpectation,
  redact: Redact,
): ((text: string) => Judgement) => {
  const judge = createJudge(subject, describe(expectation), redact);
  const { severity } = expectation;
  return (text) =>
    meetsText(expectation, text)
      ? judge.met("as expected")
      : judge.missed(text === "" ? "empty" : onOneLine(text), { severity, code });
};
