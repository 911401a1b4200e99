import { z } from "zod";
import { formatDuration } from "../../core/duration.ts";
import type { Judgement } from "../../core/outcome.ts";
import { duration } from "../../options/fields.ts";
import { createJudge, type Redact } from "./judgement.ts";

export interface Latency {
  readonly warn?: number | undefined;
  readonly fail?: number | undefined;
}

export type LatencyInput =
  | string
  | { readonly warn?: string | undefined; readonly fail?: string | undefined };

/** `2s`, or `{ warn: 800ms, fail: 2s }`; milliseconds. */
export const latency = (): z.ZodType<Latency, LatencyInput> =>
  z
    .union([
      duration().transform((fail) => ({ fail })),
      z.strictObject({
        warn: duration().optional().meta({ description: "Slower is degraded" }),
        fail: duration().optional().meta({ description: "Slower is down" }),
      }),
    ])
    .refine(
      ({ warn, fail }: Latency) => warn === undefined || fail === undefined || warn < fail,
      "warn must be less than fail",
    )
    .meta({ description: "The longest the whole run may take; one duration means fail" });

/** The usual ones are made once: a text per run and check adds up. */
const texts: string[] = [];

const millisecondsText = (ms: number): string =>
  ms >= 0 && ms < 4096 ? (texts[ms] ??= `${ms} ms`) : `${ms} ms`;

/** Judges how long a run took; milliseconds. `subject` is what that time is called. */
export const latencyJudge = (
  { warn, fail }: Latency,
  redact: Redact,
  subject = "latency",
): ((totalMs: number) => Judgement) => {
  const usual = createJudge(subject, `< ${formatDuration(warn ?? fail ?? 0)}`, redact);
  const failing = createJudge(subject, `< ${formatDuration(fail ?? 0)}`, redact);
  const slowMs = warn ?? Number.POSITIVE_INFINITY;
  const tooSlowMs = fail ?? Number.POSITIVE_INFINITY;
  return (totalMs) => {
    const actual = millisecondsText(Math.round(totalMs));
    if (totalMs >= tooSlowMs) return failing.missed(actual, { severity: "down", code: "latency-exceeded" });
    if (totalMs >= slowMs) return usual.missed(actual, { severity: "degraded", code: "latency-exceeded" });
    return usual.metByOwn(actual);
  };
};
