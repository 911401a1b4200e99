import { z } from "zod";
import type { Judgement } from "../../core/outcome.ts";
import { size } from "../../options/fields.ts";
import { judged, severity } from "../expect/judgement.ts";

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

export const judgeSize = ({ min, max, severity }: SizeExpectation, bytes: number): Judgement => {
  const met = (min === undefined || bytes >= min) && (max === undefined || bytes <= max);
  const limits = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`];
  return judged({
    subject: "size",
    expected: `${limits.filter(Boolean).join(", ")} bytes`,
    actual: `${bytes} bytes`,
    ...(!met && { failure: { severity, code: "size-mismatch" } }),
  });
};
