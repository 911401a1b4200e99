import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import type { ReasonCode } from "../../core/reason.ts";
import { createJudge, severity, type Redact } from "../expect/judgement.ts";
import { pattern, type Pattern } from "../expect/text.ts";
import { jsonEquals, jsonLength, jsonPath, jsonType, type Json } from "./json-path.ts";

/** What the values that a path selects must be. Every value must satisfy every condition. */
export const jsonExpectation = () =>
  z.strictObject({
    path: jsonPath(),
    eq: z.json().optional().meta({ description: 'Equal, of the same type: 1 is not "1"' }),
    ne: z.json().optional().meta({ description: "Not equal" }),
    gt: z.number().optional().meta({ description: "A number that is greater" }),
    lt: z.number().optional().meta({ description: "A number that is less" }),
    in: z.array(z.json()).min(1).optional().meta({ description: "Equal to one of these" }),
    matches: pattern().optional(),
    length: z.int().min(0).optional().meta({ description: "Characters, items or members" }),
    exists: z.boolean().optional().meta({ description: "Whether the path selects anything" }),
    severity: severity(),
  });

export type JsonExpectation = z.output<ReturnType<typeof jsonExpectation>>;

/** What a condition found: nothing wrong, another value, or a value of a type that it cannot compare. */
type Verdict = "met" | "not met" | { readonly needs: string };

interface Condition {
  readonly words: string;
  readonly hold: (value: Json) => Verdict;
}

const verdict = (met: boolean): Verdict => (met ? "met" : "not met");

const numeric = (words: string, hold: (value: number) => boolean): Condition => ({
  words,
  hold: (value) => (typeof value === "number" ? verdict(hold(value)) : { needs: "number" }),
});

const textual = ({ source, test }: Pattern): Condition => ({
  words: `matches /${source}/`,
  hold: (value) => (typeof value === "string" ? verdict(test(value)) : { needs: "string" }),
});

const sized = (length: number): Condition => ({
  words: `length ${length}`,
  hold: (value) => {
    const found = jsonLength(value);
    return found === undefined ? { needs: "string, array or object" } : verdict(found === length);
  },
});

const conditionsOf = (expectation: JsonExpectation): readonly Condition[] => {
  const { eq, ne, gt, lt, in: list, matches, length } = expectation;
  const conditions: Condition[] = [];
  const words = (name: string, value: Json) => `${name} ${JSON.stringify(value)}`;
  if (eq !== undefined)
    conditions.push({ words: words("eq", eq), hold: (value) => verdict(jsonEquals(value, eq)) });
  if (ne !== undefined)
    conditions.push({ words: words("ne", ne), hold: (value) => verdict(!jsonEquals(value, ne)) });
  if (gt !== undefined) conditions.push(numeric(`> ${gt}`, (value) => value > gt));
  if (lt !== undefined) conditions.push(numeric(`< ${lt}`, (value) => value < lt));
  if (list !== undefined)
    conditions.push({
      words: words("in", list),
      hold: (value) => verdict(list.some((item) => jsonEquals(value, item))),
    });
  if (matches !== undefined) conditions.push(textual(matches));
  if (length !== undefined) conditions.push(sized(length));
  return conditions;
};

interface Finding {
  readonly code: ReasonCode;
  readonly actual: string;
  readonly detail?: string;
}

/** The first value that a condition does not hold for. */
const findFlaw = (
  path: string,
  values: readonly Json[],
  conditions: readonly Condition[],
): Finding | undefined => {
  for (const value of values)
    for (const { hold, words } of conditions) {
      const found = hold(value);
      const actual = JSON.stringify(value);
      if (found === "not met") return { code: "json-mismatch", actual };
      if (found !== "met")
        return {
          code: "json-type",
          actual,
          detail: `${path} is ${actual}, of type ${jsonType(value)}, but "${words}" needs a ${found.needs}`,
        };
    }
  return undefined;
};

const nothing = "nothing";

const flawOf = (
  expectation: JsonExpectation,
  values: readonly Json[],
  conditions: readonly Condition[],
): Finding | undefined => {
  const { path, exists } = expectation;
  if (exists === false)
    return values.length === 0
      ? undefined
      : { code: "json-mismatch" as const, actual: JSON.stringify(values[0]) };
  return values.length === 0
    ? { code: "json-missing" as const, actual: nothing, detail: `${path.text} selects nothing` }
    : findFlaw(path.text, values, conditions);
};

const selectFrom = (
  { path }: JsonExpectation,
  document: Json,
): readonly Json[] | { readonly problem: string } => {
  try {
    return path.select(document);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "unknown error" };
  }
};

const summary = (values: readonly Json[]): string =>
  values.length > 1 ? `${values.length} values` : values.length === 0 ? nothing : JSON.stringify(values[0]);

/** Judges the values of a document. */
export const jsonJudge = (expectation: JsonExpectation, redact: Redact): ((document: Json) => Judgement) => {
  const conditions = conditionsOf(expectation);
  const subject = `json ${expectation.path.text}`;
  const presence = expectation.exists === false ? "does not exist" : "exists";
  const judge = createJudge(subject, conditions.map(({ words }) => words).join(", ") || presence, redact);
  const { severity } = expectation;
  return (document) => {
    const values = selectFrom(expectation, document);
    if ("problem" in values) {
      const detail = `${subject}: ${values.problem}`;
      return judge.missed("not evaluated", { severity, code: "json-mismatch", detail });
    }
    const flaw = flawOf(expectation, values, conditions);
    if (!flaw) return judge.met(summary(values));
    const { actual, ...why } = flaw;
    return judge.missed(actual, { severity, ...why });
  };
};
