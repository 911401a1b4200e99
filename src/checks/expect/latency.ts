import { z } from "zod";
import { formatDuration } from "../../core/duration.ts";
import type { Judgement } from "../../core/outcome.ts";
import { duration } from "../../options/fields.ts";
import { judged } from "./judgement.ts";

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

export const judgeLatency = ({ warn, fail }: Latency, totalMs: number): Judgement => {
  const tooSlow = fail !== undefined && totalMs >= fail;
  const slow = warn !== undefined && totalMs >= warn;
  const limit = tooSlow ? fail : (warn ?? fail ?? 0);
  return judged({
    subject: "latency",
    expected: `< ${formatDuration(limit)}`,
    actual: `${Math.round(totalMs)} ms`,
    ...((tooSlow || slow) && {
      failure: { severity: tooSlow ? "down" : "degraded", code: "latency-exceeded" },
    }),
  });
};
