import { z } from "zod";
import { formatDuration } from "../../core/duration.ts";
import type { Judgement } from "../../core/outcome.ts";
import type { Certificate } from "../../net/certificate.ts";
import { duration } from "../../options/fields.ts";
import { judged } from "./judgement.ts";

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

export const judgeCertificate = (
  { warn, fail }: CertificateExpectation,
  { expiresAt, subject }: Certificate,
  now: number,
): Judgement => {
  const leftMs = expiresAt - now;
  const severity = leftMs < fail ? "down" : leftMs < warn ? "degraded" : undefined;
  const actual = remaining(leftMs);
  const date = new Date(expiresAt).toISOString();
  return judged({
    subject: "certificate",
    expected: `valid for ${formatDuration(severity === "down" ? fail : warn)}`,
    actual,
    ...(severity && {
      failure: {
        severity,
        code: "certificate-expiring",
        detail: `the certificate ${subject} expires on ${date}, in ${actual}`,
      },
    }),
  });
};
