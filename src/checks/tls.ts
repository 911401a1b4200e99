import { z } from "zod";
import { defineCheckType } from "../core/check-type.ts";
import type { Connected } from "../net/connect.ts";
import { formatAddress } from "../net/open-socket.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { secureContext, sharedTls } from "../net/secure-context.ts";
import {
  allowLinkLocal,
  dnsCache,
  family,
  host,
  phaseTimeouts,
  port,
  readPems,
  tlsFields,
} from "../options/network.ts";
import { certificate, certificateJudge } from "./expect/certificate.ts";
import { createJudge, type Redact } from "./expect/judgement.ts";
import { latency, latencyJudge } from "./expect/latency.ts";
import { readingExpectations } from "./expect/reading.ts";
import { createConnectionProbe } from "./probe/connection.ts";
import { certificateReadings, connectionReadings, judgingReadings } from "./probe/judged-readings.ts";

const { first_byte: _, transfer: __, ...connecting } = connectionReadings;
const readings = { ...connecting, ...certificateReadings };

const protocols = ["TLSv1.2", "TLSv1.3"] as const;

/** What stands beside `id` and `type: tls`. */
const options = z.strictObject({
  host: host(),
  port: port().default(443),
  family: family(),
  ...tlsFields,
  timeouts: phaseTimeouts(),
  allow_link_local: allowLinkLocal(),
  dns_cache: dnsCache(),
  expect: z
    .strictObject({
      certificate: certificate().prefault({}),
      latency: latency().optional(),
      protocol: z
        .array(z.enum(protocols))
        .min(1)
        .optional()
        .meta({ description: "The protocol versions that are good" }),
      readings: readingExpectations(readings).optional(),
    })
    .prefault({})
    .meta({ description: "What is good. Default: a verified certificate, valid for 7 days; 21 to be up" }),
});

type TlsCheckOptions = z.output<typeof options>;

const protocolJudge = (wanted: readonly string[], redact: Redact) => {
  const judge = createJudge("protocol", wanted.join(", "), redact);
  return (actual: string) =>
    wanted.includes(actual)
      ? judge.met(actual)
      : judge.missed(actual, { severity: "down", code: "protocol-mismatch" });
};

const connectionJudge = ({ expect }: TlsCheckOptions, redact: Redact) => {
  const certificate = certificateJudge(expect.certificate, redact);
  const latency = expect.latency && latencyJudge(expect.latency, redact);
  const protocol = expect.protocol && protocolJudge(expect.protocol, redact);
  return (connection: Connected, now: number) => [
    ...(connection.certificate ? [certificate(connection.certificate, now)] : []),
    ...(latency ? [latency(connection.totalMs)] : []),
    ...(protocol ? [protocol(connection.protocol ?? "unknown")] : []),
  ];
};

/** `type: tls`, with another resolver than the system's when one is given. */
export const createTlsCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "tls",
    summary: "Opens a TLS connection and judges the certificate",
    options,
    prepare: (options, surroundings) => {
      const { host, port, family, servername, timeouts, allow_link_local: allowLinkLocal } = options;
      const { dns_cache: dnsCache } = options;
      const tls = sharedTls({ ...readPems(options, surroundings.readFile), servername });
      secureContext(tls);
      const plan = { host, port, family, tls, lookup, allowLinkLocal, dnsCache, phaseTimeoutsMs: timeouts };
      const { redact, timezone } = surroundings;
      const judge = connectionJudge(options, redact);
      const probe = createConnectionProbe({ plan, judge }, surroundings);
      return {
        target: `tls://${formatAddress(host, port)}`,
        host,
        ...judgingReadings(probe, { readings: options.expect.readings, timezone, redact }),
      };
    },
  });

export const tlsCheck = createTlsCheck();
