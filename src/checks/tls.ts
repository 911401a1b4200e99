import { z } from "zod";
import { defineCheckType } from "../core/check-type.ts";
import type { Connected } from "../net/connect.ts";
import { formatAddress } from "../net/open-socket.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { secureContext } from "../net/secure-socket.ts";
import {
  allowLinkLocal,
  family,
  host,
  phaseTimeouts,
  port,
  readPems,
  tlsFields,
} from "../options/network.ts";
import { certificate, judgeCertificate } from "./expect/certificate.ts";
import { judged } from "./expect/judgement.ts";
import { judgeLatency, latency } from "./expect/latency.ts";
import { createConnectionProbe } from "./probe/connection.ts";

const protocols = ["TLSv1.2", "TLSv1.3"] as const;

/** What stands beside `id` and `type: tls`. */
const options = z.strictObject({
  host: host(),
  port: port().default(443),
  family: family(),
  ...tlsFields,
  timeouts: phaseTimeouts(),
  allow_link_local: allowLinkLocal(),
  expect: z
    .strictObject({
      certificate: certificate().prefault({}),
      latency: latency().optional(),
      protocol: z
        .array(z.enum(protocols))
        .min(1)
        .optional()
        .meta({ description: "The protocol versions that are good" }),
    })
    .prefault({})
    .meta({ description: "What is good. Default: a verified certificate, valid for 7 days; 21 to be up" }),
});

type TlsCheckOptions = z.output<typeof options>;

const judgeProtocol = (wanted: readonly string[], actual: string) =>
  judged({
    subject: "protocol",
    expected: wanted.join(", "),
    actual,
    ...(!wanted.includes(actual) && { failure: { severity: "down", code: "protocol-mismatch" } }),
  });

const judgeConnection = ({ expect }: TlsCheckOptions, connection: Connected, now: number) => [
  ...(connection.certificate ? [judgeCertificate(expect.certificate, connection.certificate, now)] : []),
  ...(expect.latency ? [judgeLatency(expect.latency, connection.totalMs)] : []),
  ...(expect.protocol ? [judgeProtocol(expect.protocol, connection.protocol ?? "unknown")] : []),
];

/** `type: tls`, with another resolver than the system's when one is given. */
export const createTlsCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "tls",
    summary: "Opens a TLS connection and judges the certificate",
    options,
    prepare: (options, surroundings) => {
      const { host, port, family, servername, timeouts, allow_link_local: allowLinkLocal } = options;
      const tls = { ...readPems(options, surroundings.readFile), servername };
      secureContext(tls);
      const plan = { host, port, family, tls, lookup, allowLinkLocal, phaseTimeoutsMs: timeouts };
      const judge = (connection: Connected, now: number) => judgeConnection(options, connection, now);
      return {
        target: `tls://${formatAddress(host, port)}`,
        host,
        probe: createConnectionProbe({ plan, judge }, surroundings),
      };
    },
  });

export const tlsCheck = createTlsCheck();
