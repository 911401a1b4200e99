import { z } from "zod";
import { httpUrl, size } from "../../options/fields.ts";
import {
  allowLinkLocal,
  dnsCache,
  family,
  phaseTimeouts,
  proxy,
  tlsFields,
  tlsResume,
} from "../../options/network.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** RFC 9110 5.6.2; those that frame the message are ours. */
export const headerName = () =>
  z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "must be a header name")
    .regex(
      /^(?!(connection|content-length|transfer-encoding|expect|upgrade|te|trailer)$)/i,
      "must not be a header that frames the message: Hinomi sets those itself",
    );

/** RFC 9110 5.5: no line breaks, so no second header can hide in a value. */
const headerValue = () =>
  z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "must be one line of Latin-1 characters");

const auth = () =>
  z
    .union([
      z.strictObject({
        basic: z
          .strictObject({
            user: z.string().meta({ description: "User name" }),
            password: z.string().meta({ description: "Password" }),
          })
          .meta({ description: "Basic authentication (RFC 7617)" }),
      }),
      z.strictObject({
        bearer: headerValue().min(1).meta({ description: "Token for `Authorization: Bearer` (RFC 6750)" }),
      }),
    ])
    .meta({ description: "How to sign in" });

const body = () =>
  z
    .union([
      z.string(),
      z.strictObject({ json: z.json().meta({ description: "Sent as JSON, with its content type" }) }),
    ])
    .meta({ description: "What to send: text, or a value to send as JSON" });

const redirects = () =>
  z
    .strictObject({
      follow: z.boolean().default(true).meta({ description: "False: the redirect itself is judged" }),
      max: z.int().min(1).max(50).default(10).meta({ description: "More are a failure" }),
    })
    .prefault({})
    .meta({ description: "What to do with redirects" });

const limits = () =>
  z
    .strictObject({
      body: size().prefault("4MiB").meta({ description: "Of the body as it is sent" }),
      decompressed: size().prefault("16MiB").meta({ description: "Of the body after decompression" }),
      headers: size().prefault("32KiB").meta({ description: "Of the headers" }),
    })
    .prefault({})
    .meta({ description: "The largest answer that is read" });

/** The version of HTTP to speak; YAML reads both as numbers. */
const httpVersion = () =>
  z
    .literal(["1.1", "2", 1.1, 2])
    .default("1.1")
    .transform((version) => (String(version) === "2" ? "2" : "1.1"))
    .meta({ description: "HTTP version; 2 where the target offers it over TLS, else 1.1" });

/** The options of every check that asks by HTTP, to be spread into a strict object. */
export const requestFields = {
  url: httpUrl().meta({ description: "What to ask" }),
  method: z.enum(methods).default("GET").meta({ description: "The request method" }),
  headers: z.record(headerName(), headerValue()).default({}).meta({
    description: "Headers to send beside Host, User-Agent, Accept and Accept-Encoding, or instead",
  }),
  body: body().optional(),
  auth: auth().optional(),
  redirects: redirects(),
  family: family(),
  ...tlsFields,
  tls_resume: tlsResume(),
  verify: z.boolean().default(true).meta({ description: "False accepts any certificate" }),
  proxy: proxy(),
  timeouts: phaseTimeouts(),
  limits: limits(),
  allow_link_local: allowLinkLocal(),
  dns_cache: dnsCache(),
  http_version: httpVersion(),
};

/** How to ask, without what is expected of the answer. */
const requestOptions = z.strictObject(requestFields);
export type RequestOptions = z.output<typeof requestOptions>;
