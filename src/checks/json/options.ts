import { z } from "zod";
import { closest } from "../../core/closest.ts";
import { timezone } from "../../options/fields.ts";
import { certificate } from "../expect/certificate.ts";
import { latency } from "../expect/latency.ts";
import { anyReadingExpectations, readingName } from "../expect/reading.ts";
import { requestFields } from "../http/request-options.ts";
import { statusExpectation } from "../http/status.ts";
import { numberSource } from "./source.ts";

/** What every answer brings; a reading of one's own needs another name. */
const answerReadings = [
  "latency",
  "dns",
  "connect",
  "tls",
  "first_byte",
  "transfer",
  "status_code",
  "size",
  "cert_expiry",
];

const ownName = () =>
  readingName().refine(
    (name) => !answerReadings.includes(name),
    "is the name of a reading that every answer brings",
  );

const unknownReading = (name: string, known: readonly string[]): string => {
  const meant = closest(name, known);
  return `is no reading of this check${meant === undefined ? "" : `, did you mean ${JSON.stringify(meant)}?`}`;
};

/** What stands beside `id` and `type: json`. */
export const jsonOptions = z
  .strictObject({
    ...requestFields,
    readings: z
      .record(ownName(), numberSource())
      .refine((readings) => Object.keys(readings).length > 0, "must name at least one reading")
      .refine((readings) => Object.keys(readings).length <= 50, "must not name more than 50 readings")
      .meta({ description: "The numbers to take out of the answer, by name" }),
    timezone: timezone()
      .optional()
      .meta({ description: "Where days are cut and what `by` is a time of. Default: the file's" }),
    expect: z
      .strictObject({
        status: statusExpectation().optional(),
        latency: latency().optional(),
        certificate: certificate().optional(),
        readings: anyReadingExpectations().optional(),
      })
      .prefault({})
      .meta({ description: "What is good. Default: a status of 2xx with every reading" }),
  })
  .refine(({ url, expect }) => !expect.certificate || url.startsWith("https:"), {
    path: ["expect", "certificate"],
    message: "needs an https:// URL",
  })
  .refine(({ tls_resume, expect }) => !tls_resume || !expect.certificate, {
    path: ["tls_resume"],
    message: "cannot stand with expect.certificate: a resumed session is not shown the certificate again",
  })
  .superRefine(({ readings, expect }, context) => {
    const known = [...Object.keys(readings), ...answerReadings];
    for (const name of Object.keys(expect.readings ?? {}))
      if (!known.includes(name))
        context.addIssue({
          code: "custom",
          path: ["expect", "readings", name],
          message: unknownReading(name, known),
        });
  });

export type JsonOptions = z.output<typeof jsonOptions>;
