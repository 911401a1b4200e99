import { createServer, type TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authority, certificates } from "../../test/support/certificates.ts";
import { createManualClock } from "../../test/support/manual-clock.ts";
import type { KeyedCertificate } from "../demo/certificate.ts";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../engine/system-clock.ts";
import { requestHttp } from "./http-request.ts";
import type { TlsOptions } from "./secure-context.ts";

const dayMs = 86_400_000;

let server: ReturnType<typeof createServer>;
/** For each connection, whether a session was resumed. */
let resumed: boolean[] = [];

const open = async (certificate: KeyedCertificate, maxVersion: "TLSv1.2" | "TLSv1.3") => {
  resumed = [];
  server = createServer({ ...certificate, maxVersion }, (socket: TLSSocket) => {
    resumed.push(socket.isSessionReused());
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
};

const ask = (tls: TlsOptions = {}, clock: Clock = systemClock) =>
  requestHttp({
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    tls: { ca: authority().cert, resume: true, ...tls },
    clock,
    timeoutMs: 15_000,
  });

/** Now, but standing still: a manual clock only jumps when it is told to. */
const clockAt = (ms: number) => createManualClock(Date.now() + ms);

describe.each(["TLSv1.2", "TLSv1.3"] as const)("a resumed session of %s", (version) => {
  beforeEach(() => open(certificates.good(), version));
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("is used when asked for, and tells of the certificate that was verified", async () => {
    const first = await ask();
    const second = await ask();
    const third = await ask();
    expect(resumed).toEqual([false, true, true]);
    expect(first).toMatchObject({ kind: "answered", protocol: version });
    expect(second).toMatchObject({ kind: "answered", certificate: first.certificate });
    expect(third.certificate?.fingerprint).toMatch(/^[0-9A-F:]{95}$/);
    expect(second.steps().find((line) => line.startsWith(`* ${version}`))).toContain("resumed");
  });

  it("is not used by who did not ask, and leaves nothing behind", async () => {
    await ask({ resume: false });
    await ask();
    await ask({ resume: false });
    expect(resumed).toEqual([false, false, false]);
  });

  it("is not used once a certificate of its chain has expired: then all is verified anew", async () => {
    await ask();
    server.setSecureContext(certificates.expired());
    expect(await ask({}, clockAt(91 * dayMs))).toMatchObject({
      kind: "failed",
      reason: { code: "tls-expired" },
    });
    expect(resumed).toEqual([false]);
  });

  it("does not outlive an hour from its full handshake, however often it is renewed", async () => {
    await ask();
    await ask({}, clockAt(0.9 * 3_600_000));
    await ask({}, clockAt(1.1 * 3_600_000));
    expect(resumed).toEqual([false, true, false]);
  });

  it("does not hide a new certificate for another host", async () => {
    await ask();
    server.setSecureContext(certificates.wrongHost());
    server.setTicketKeys(Buffer.alloc(48, 1));
    expect(await ask()).toMatchObject({ kind: "failed", reason: { code: "tls-wrong-host" } });
    expect(await ask()).toMatchObject({ kind: "failed", reason: { code: "tls-wrong-host" } });
  });

  it("is not used for another name, nor for another authority", async () => {
    await ask();
    expect(await ask({ servername: "other.example" })).toMatchObject({ reason: { code: "tls-wrong-host" } });
    expect(await ask({ ca: certificates.selfSigned().cert })).toMatchObject({ kind: "failed" });
    await ask();
    expect(resumed).not.toContain(undefined);
    expect(resumed.slice(1, -1)).not.toContain(true);
  });

  it("is never kept of a connection that was not verified", async () => {
    await ask({ ca: undefined, verify: false });
    await ask({ ca: undefined, verify: false });
    expect(await ask({ ca: undefined })).toMatchObject({ kind: "failed", reason: { code: "tls-untrusted" } });
    expect(resumed).not.toContain(true);
  });
});

describe("a refused connection", () => {
  beforeEach(() => open(certificates.wrongHost(), "TLSv1.3"));
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("leaves no session", async () => {
    await ask();
    await ask();
    expect(await ask({ verify: true })).toMatchObject({ reason: { code: "tls-wrong-host" } });
    expect(resumed).not.toContain(true);
  });
});
