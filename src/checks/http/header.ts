import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import { createJudge, severity, type Redact } from "../expect/judgement.ts";
import { pattern } from "../expect/text.ts";

/** What of an answer's headers is looked at. */
type AnswerHeaders = Pick<Headers, "get">;

const conditions = () =>
  z.strictObject({
    eq: z.string().optional().meta({ description: "The whole value" }),
    matches: pattern().optional(),
    exists: z.boolean().optional().meta({ description: "Whether the header is there" }),
    severity: severity(),
  });

/** One header: its whole value, or conditions. */
export const headerExpectation = () =>
  z.union([z.string().transform((eq) => ({ eq, severity: "down" as const })), conditions()]);

export type HeaderExpectation = z.output<ReturnType<typeof conditions>>;

const meets = ({ eq, matches, exists }: HeaderExpectation, value: string | null): boolean => {
  if (value === null) return exists === false;
  return (
    exists !== false && (eq === undefined || value === eq) && (matches === undefined || matches.test(value))
  );
};

const describe = ({ eq, matches, exists }: HeaderExpectation): string => {
  if (exists === false) return "absent";
  const words = [eq !== undefined && JSON.stringify(eq), matches && `matches /${matches.source}/`];
  return words.filter(Boolean).join(", ") || "present";
};

/** Several headers of one name count as one value, joined by commas (RFC 9110 5.3). */
export const headerJudge = (
  name: string,
  expectation: HeaderExpectation,
  redact: Redact,
): ((headers: AnswerHeaders) => Judgement) => {
  const lowerCased = name.toLowerCase();
  const judge = createJudge(`header ${lowerCased}`, describe(expectation), redact);
  const { severity } = expectation;
  return (headers) => {
    const value = headers.get(lowerCased);
    const actual = value === null ? "absent" : JSON.stringify(value);
    return meets(expectation, value)
      ? judge.met(actual)
      : judge.missed(actual, { severity, code: "header-mismatch" });
  };
};
