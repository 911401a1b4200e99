import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { authority, certificates } from "../../test/support/certificates.ts";
import {
  openGreetingTarget,
  openTlsTarget,
  type TargetServer,
} from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { tlsCheck } from "./tls.ts";

let good: TargetServer;
let expiring: TargetServer;
let silent: TargetServer;

beforeAll(async () => {
  good = await openTlsTarget(() => {}, certificates.good());
  expiring = await openTlsTarget(() => {}, { ...certificates.expiringIn10Days(), maxVersion: "TLSv1.2" });
  silent = await openGreetingTarget(() => {});
});
afterAll(() => Promise.all([good, expiring, silent].map((server) => server.close())));

const at = ({ port }: TargetServer) => ({ host: "127.0.0.1", port, ca: authority().cert });

describeCheckType("tls", {
  type: tlsCheck,
  good: () => at(good),
  silent: () => at(silent),
  bad: {
    "no host": { port: 443 },
    "a protocol that is none": { host: "a", expect: { protocol: ["SSLv3"] } },
    "a warning after the failure": { host: "a", expect: { certificate: { warn: "1d", fail: "2d" } } },
    "a missing certificate file": { host: "a", ca: "missing.pem" },
  },
});

describe("tls", () => {
  const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
  const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };
  const play = (options: Record<string, unknown>) => tlsCheck.prepare(options, surroundings).probe(run);

  it("reads how long the certificate is still valid, and warns 21 days before its end", async () => {
    const outcome = await play(at(expiring));
    expect(outcome).toMatchObject({
      status: "degraded",
      reason: { code: "certificate-expiring" },
      judgements: [
        { subject: "certificate", expected: "valid for 3w", actual: expect.stringContaining("1w2d") },
      ],
    });
    expect(outcome.readings.map(({ name }) => name)).toEqual(["latency", "connect", "tls", "cert_expiry"]);
  });

  it("fails a certificate that is too close to its end", async () => {
    const expected = { certificate: { warn: "30d", fail: "15d" } };
    expect(await play({ ...at(expiring), expect: expected })).toMatchObject({ status: "down" });
  });

  it("judges the protocol", async () => {
    expect(await play({ ...at(expiring), expect: { protocol: ["TLSv1.3"] } })).toMatchObject({
      status: "down",
      reason: { code: "protocol-mismatch", detail: "protocol is TLSv1.2, expected TLSv1.3" },
    });
  });

  it("verifies the name that it was told", async () => {
    expect(await play({ ...at(good), servername: "other.example" })).toMatchObject({
      status: "down",
      reason: { code: "tls-wrong-host" },
    });
  });
});
