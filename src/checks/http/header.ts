import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import { judged, severity } from "../expect/judgement.ts";
import { pattern } from "../expect/text.ts";

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
export const judgeHeader = (name: string, expectation: HeaderExpectation, headers: Headers): Judgement => {
  const value = headers.get(name);
  return judged({
    subject: `header ${name.toLowerCase()}`,
    expected: describe(expectation),
    actual: value === null ? "absent" : JSON.stringify(value),
    ...(!meets(expectation, value) && {
      failure: { severity: expectation.severity, code: "header-mismatch" },
    }),
  });
};
