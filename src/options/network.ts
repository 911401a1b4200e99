import { z } from "zod";
import { duration } from "./fields.ts";

/** The fields of everything that opens connections. */

const familyNames = { any: 0, ipv4: 4, ipv6: 6 } as const;

/** `any`, `ipv4` or `ipv6`, to what Node calls them. */
export const family = (): z.ZodType<0 | 4 | 6, keyof typeof familyNames | undefined> =>
  z
    .enum(["any", "ipv4", "ipv6"])
    .prefault("any")
    .transform((name) => familyNames[name])
    .meta({ description: "The IP version to use" });

/** PEM text in the file, or the path of a PEM file beside it. */
const pem = (description: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `${description}: PEM text, or the path of a PEM file` });

/** Fields of what speaks TLS, to be spread into a strict object. */
export const tlsFields = {
  ca: pem("Certificates to trust instead of the well-known roots"),
  cert: pem("Client certificate, followed by its chain"),
  key: pem("Key of the client certificate"),
  servername: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Name to ask for and to verify instead of the host" }),
};

/** `proxy`: a URL or `none`. */
export const proxy = () =>
  z
    .union([
      z.literal("none"),
      z.url({ protocol: /^https?$/, error: "must be none or an http:// or https:// URL" }),
    ])
    .optional()
    .meta({
      description: "A proxy's URL, or none. Default: HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment",
    });

/** Limits of the phases, all within the check's `timeout`. */
export const phaseTimeouts = () =>
  z
    .strictObject({
      dns: duration().optional().meta({ description: "Finding the address" }),
      connect: duration().optional().meta({ description: "Opening the connection" }),
      tls: duration().optional().meta({ description: "The TLS handshake" }),
      first_byte: duration().optional().meta({ description: "Waiting for the answer to begin" }),
      transfer: duration().optional().meta({ description: "Receiving the answer" }),
    })
    .optional()
    .meta({ description: "Limits of single phases, within the check's timeout" });

export const port = () => z.int().min(1).max(65_535).meta({ description: "The port" });

/** A name or an address, without port and brackets. */
export const host = () =>
  z
    .string()
    .regex(/^[^\s/?#@[\]]+$/, "must be a host name or an IP address, without port")
    .refine((text) => !/^[^:]*:[^:]*$/.test(text), "must be a host name or an IP address, without port")
    .meta({ description: "Host name or IP address" });

export const allowLinkLocal = () =>
  z.boolean().default(false).meta({
    description: "Allow 169.254.0.0/16, fe80::/10 and fd00:ec2::254, where clouds keep credentials",
  });

export const dnsCache = () =>
  z.boolean().default(true).meta({
    description: "False asks the resolver in every run; true keeps its answers as long as they are valid",
  });

export const tlsResume = () =>
  z.boolean().default(false).meta({
    description: "Resume TLS sessions: cheaper runs, in which the certificate is not shown again",
  });

interface PemOptions {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** The options with their PEM files read. `readFile` throws when it cannot. */
export const readPems = (options: PemOptions, readFile: (path: string) => string): PemOptions => {
  const read = (value: string | undefined) =>
    value === undefined || value.includes("-----BEGIN") ? value : readFile(value);
  return { ca: read(options.ca), cert: read(options.cert), key: read(options.key) };
};
