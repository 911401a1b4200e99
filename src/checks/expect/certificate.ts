import { z } from "zod";
import { formatDuration } from "../../core/duration.ts";
import type { Judgement } from "../../core/outcome.ts";
import type { Certificate } from "../../net/certificate.ts";
import { duration } from "../../options/fields.ts";
import { createJudge, type Redact } from "./judgement.ts";

export interface CertificateExpectation {
  readonly warn: number;
  readonly fail: number;
}

/** How long the certificate must still be valid; milliseconds. */
export const certificate = () =>
  z
    .strictObject({
      warn: duration().prefault("21d").meta({ description: "Expiring sooner is degraded" }),
      fail: duration().prefault("7d").meta({ description: "Expiring sooner is down" }),
    })
    .refine(({ warn, fail }) => warn >= fail, "warn must not be less than fail")
    .meta({ description: "How long the certificate must still be valid" });

const hourMs = 3_600_000;

/** Whole hours: nobody renews a certificate by the minute. */
const remaining = (ms: number): string =>
  ms < 0
    ? `expired ${remaining(-ms)} ago`
    : formatDuration(ms < hourMs ? Math.round(ms) : ms - (ms % hourMs));

/** Judges how long a certificate is still valid at `now`; epoch ms. */
export const certificateJudge = (
  { warn, fail }: CertificateExpectation,
  redact: Redact,
): ((certificate: Certificate, now: number) => Judgement) => {
  const usual = createJudge("certificate", `valid for ${formatDuration(warn)}`, redact);
  const failing = createJudge("certificate", `valid for ${formatDuration(fail)}`, redact);
  return ({ expiresAt, subject }, now) => {
    const leftMs = expiresAt - now;
    const actual = remaining(leftMs);
    if (leftMs >= warn && leftMs >= fail) return usual.met(actual);
    const date = new Date(expiresAt).toISOString();
    const code = "certificate-expiring";
    const detail = `the certificate ${subject} expires on ${date}, in ${actual}`;
    return leftMs < fail
      ? failing.missed(actual, { severity: "down", code, detail })
      : usual.missed(actual, { severity: "degraded", code, detail });
  };
};
