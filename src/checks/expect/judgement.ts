import { z } from "zod";
import type { Severity } from "../../core/incident.ts";
import type { Judgement } from "../../core/outcome.ts";
import type { ReasonCode } from "../../core/reason.ts";

/** How bad it is when an expectation is not met. */
export const severity = () =>
  z.enum(["degraded", "down"]).default("down").meta({ description: "How bad it is when this is not met" });

/** An expectation held against what was seen; without `failure` it is met. */
export interface Finding {
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
  readonly failure?: { readonly severity: Severity; readonly code: ReasonCode; readonly detail?: string };
}

/** The judgement of a finding, not yet redacted or bounded. */
export const judged = ({ subject, expected, actual, failure }: Finding): Judgement => ({
  subject,
  expected,
  actual,
  status: failure?.severity ?? "up",
  ...(failure && {
    reason: { code: failure.code, detail: failure.detail ?? `${subject} is ${actual}, expected ${expected}` },
  }),
});
