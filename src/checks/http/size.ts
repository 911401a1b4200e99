import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import { size } from "../../options/fields.ts";
import { createJudge, severity, type Redact } from "../expect/judgement.ts";

/** The body's size in bytes, after decompression. */
export const sizeExpectation = () =>
  z
    .strictObject({
      min: size().optional().meta({ description: "The least" }),
      max: size().optional().meta({ description: "The most" }),
      severity: severity(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "needs min or max")
    .refine(({ min = 0, max = Infinity }) => min <= max, "min must not be greater than max")
    .meta({ description: "Size of the body after decompression" });

export type SizeExpectation = z.output<ReturnType<typeof sizeExpectation>>;

/** Judges a size in bytes. */
export const sizeJudge = (
  { min = 0, max = Number.POSITIVE_INFINITY, severity }: SizeExpectation,
  redact: Redact,
): ((bytes: number) => Judgement) => {
  const limits = [min > 0 && `at least ${min}`, max < Number.POSITIVE_INFINITY && `at most ${max}`];
  const expected = `${limits.filter(Boolean).join(", ") || "at least 0"} bytes`;
  const judge = createJudge("size", expected, redact);
  return (bytes) =>
    bytes >= min && bytes <= max
      ? judge.met(`${bytes} bytes`)
      : judge.missed(`${bytes} bytes`, { severity, code: "size-mismatch" });
};
