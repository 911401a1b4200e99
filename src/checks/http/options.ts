import { z } from "zod";
import { certificate } from "../expect/certificate.ts";
import { latency } from "../expect/latency.ts";
import { readingExpectations } from "../expect/reading.ts";
import { textExpectation } from "../expect/text.ts";
import { certificateReadings, connectionReadings } from "../probe/judged-readings.ts";
import { headerExpectation } from "./header.ts";
import { jsonExpectation } from "./json.ts";
import { headerName, requestFields } from "./request-options.ts";
import { sizeExpectation } from "./size.ts";
import { statusExpectation } from "./status.ts";

const httpReadings = {
  ...connectionReadings,
  ...certificateReadings,
  status_code: { least: 100, most: 599 },
  size: { least: 0 },
} as const;

const expectations = () =>
  z
    .strictObject({
      status: statusExpectation().optional(),
      latency: latency().optional(),
      certificate: certificate().optional(),
      header: z
        .record(headerName(), headerExpectation())
        .optional()
        .meta({ description: "By name: the whole value, or eq, matches, exists" }),
      size: sizeExpectation().optional(),
      body: z
        .union([textExpectation().transform((one) => [one]), z.array(textExpectation()).min(1)])
        .optional()
        .meta({ description: "What the body must and must not contain; one or a list" }),
      json: z
        .array(jsonExpectation())
        .min(1)
        .optional()
        .meta({ description: "What values of a JSON body must be" }),
      readings: readingExpectations(httpReadings).optional(),
    })
    .prefault({})
    .meta({ description: "What is good. Default: a status of 2xx" });

/** What stands beside `id` and `type: http`. */
export const httpOptionsSchema = z
  .strictObject({
    ...requestFields,
    expect: expectations(),
  })
  .refine(({ url, expect }) => !expect.certificate || url.startsWith("https:"), {
    path: ["expect", "certificate"],
    message: "needs an https:// URL",
  })
  .refine(({ tls_resume, expect }) => !tls_resume || !expect.certificate, {
    path: ["tls_resume"],
    message: "cannot stand with expect.certificate: a resumed session is not shown the certificate again",
  });

export type HttpOptions = z.output<typeof httpOptionsSchema>;
