import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import { createJudge, severity, type Redact } from "../expect/judgement.ts";

export interface StatusRange {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** `200`, `2xx` or `200-204` as a range; absent when it is none of them. */
const parseRange = (text: string): StatusRange | undefined => {
  const [, hundreds, first, last] = /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/i.exec(text) ?? [];
  if (hundreds) return { from: Number(hundreds) * 100, to: Number(hundreds) * 100 + 99, text };
  if (!first || (last !== undefined && last < first)) return undefined;
  return { from: Number(first), to: Number(last ?? first), text };
};

const range = (): z.ZodType<StatusRange, string | number> =>
  z.union([z.int().min(100).max(599), z.string()]).transform((value, context) => {
    const parsed = parseRange(String(value));
    if (parsed) return parsed;
    context.issues.push({
      code: "custom",
      message: "must be a status such as 200, a class such as 2xx or a range such as 200-204",
      input: value,
    });
    return z.NEVER;
  });

const ranges = () => z.union([range().transform((one) => [one]), z.array(range()).min(1)]);

/** The statuses that are good: one, a class, a range, a list of these, or `{ in: …, severity }`. */
export const statusExpectation = () =>
  z
    .union([
      ranges().transform((list) => ({ in: list, severity: "down" as const })),
      z.strictObject({ in: ranges().meta({ description: "The good statuses" }), severity: severity() }),
    ])
    .meta({ description: "Good statuses: 200, 2xx, 200-204, or a list of these. Default 2xx" });

export type StatusExpectation = z.output<ReturnType<typeof statusExpectation>>;

export const anySuccess: StatusExpectation = { in: [{ from: 200, to: 299, text: "2xx" }], severity: "down" };

/** Judges a status with the words that the target put to it. */
export const statusJudge = (
  { in: ranges, severity }: StatusExpectation,
  redact: Redact,
): ((status: number, words: string) => Judgement) => {
  const judge = createJudge("status", ranges.map(({ text }) => text).join(", "), redact);
  const isGood = (status: number) => ranges.some(({ from, to }) => status >= from && status <= to);
  return (status, words) => {
    const actual = `${status} ${words}`.trim();
    return isGood(status) ? judge.met(actual) : judge.missed(actual, { severity, code: "status-mismatch" });
  };
};
