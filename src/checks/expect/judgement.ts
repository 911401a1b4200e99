import { z } from "zod";
import type { Severity } from "../../core/incident.ts";
import type { Judgement } from "../../core/outcome.ts";
import { reason, type ReasonCode } from "../../core/reason.ts";

/** Replaces the secrets in a text. */
export type Redact = (text: string) => string;

/** How bad it is when an expectation is not met. */
export const severity = () =>
  z.enum(["degraded", "down"]).default("down").meta({ description: "How bad it is when this is not met" });

/** An expectation that is not met. */
export interface Flaw {
  readonly severity: Severity;
  readonly code: ReasonCode;
  /** Absent: what was seen and what was expected. */
  readonly detail?: string;
}

/** Makes the judgements of one expectation, bounded and without secrets. */
export interface Judge {
  met(actual: string): Judgement;
  /** Like `met`, for a text that is ours alone, such as a time: nothing in it can be a secret. */
  metByOwn(actual: string): Judgement;
  missed(actual: string, flaw: Flaw): Judgement;
}

const textLength = 200;

/** Comes after redaction everywhere, so that no half of a secret is left. */
const bounded = (text: string): string =>
  text.length > textLength ? `${text.slice(0, textLength - 1).toWellFormed()}…` : text;

/**
 * Everything that stays the same from run to run is made here, once per expectation. A target that answers as it did
 * before gets the very judgement that it got then: good runs come by the thousand per second, and are alike.
 */
export const createJudge = (subject: string, expected: string, redact: Redact): Judge => {
  const clean = (text: string) => bounded(redact(text));
  const wanted = { subject: clean(subject), expected: clean(expected) };
  let latest: { readonly seen: string; readonly judgement: Judgement } | undefined;
  return {
    met: (seen) => {
      if (latest?.seen === seen) return latest.judgement;
      const { subject, expected } = wanted;
      const judgement: Judgement = { subject, expected, actual: clean(seen), status: "up" };
      if (seen.length <= textLength) latest = { seen, judgement };
      return judgement;
    },
    metByOwn: (actual) => ({ subject: wanted.subject, expected: wanted.expected, actual, status: "up" }),
    missed: (actual, { severity, code, detail = `${subject} is ${actual}, expected ${expected}` }) => ({
      subject: wanted.subject,
      expected: wanted.expected,
      actual: clean(actual),
      status: severity,
      reason: reason(code, redact(detail)),
    }),
  };
};
