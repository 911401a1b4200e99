import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { authority, certificates } from "../../test/support/certificates.ts";
import { openProxy } from "../../test/support/hostile/proxy-server.ts";
import { openTarget, openTlsTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import type { CheckSurroundings } from "../core/check-type.ts";
import type { Outcome } from "../core/outcome.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createHttpCheck, httpCheck } from "./http.ts";

const canary = "c4n4ry/+ s&cret";
const right = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"status":0}';

let target: TargetServer;
let silent: TargetServer;
let echo: TargetServer;
const servers: TargetServer[] = [];

beforeAll(async () => {
  target = await openTarget((socket) => socket.end(right));
  silent = await openTarget(() => {});
  echo = await openTarget((socket, request) =>
    socket.end(`HTTP/1.1 500 Oops ${canary}\r\nx-echo: ${canary}\r\n\r\n${request}`),
  );
  servers.push(target, silent, echo);
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const at = (server: TargetServer, path = "/") => `http://127.0.0.1:${server.port}${path}`;

const surroundings: CheckSurroundings = { env: {}, readFile: () => "", redact: (text) => text };

const check = (options: Record<string, unknown>, around: Partial<CheckSurroundings> = {}): Promise<Outcome> =>
  httpCheck.prepare(options, { ...surroundings, ...around }).probe({
    signal: new AbortController().signal,
    timeoutMs: 15_000,
    clock: systemClock,
  });

const reading = (outcome: Outcome, name: string) =>
  outcome.readings.find((reading) => reading.name === name)?.value;

describeCheckType("http", {
  type: httpCheck,
  good: () => ({ url: at(target), expect: { json: [{ path: "$.status", eq: 0 }] } }),
  silent: () => ({ url: at(silent) }),
  secret: {
    value: canary,
    options: () => ({
      url: at(echo, `/?api_key=${encodeURIComponent(canary)}`),
      method: "POST",
      auth: { basic: { user: "user", password: canary } },
      headers: { "x-auth-token": canary, cookie: `session=${canary}` },
      body: { json: { password: canary } },
      expect: { header: { "x-echo": "nothing" }, body: { contains: "nothing" }, json: [{ path: "$" }] },
    }),
  },
  bad: {
    "no url": {},
    "another scheme": { url: "ftp://example.com/" },
    "a relative url": { url: "/health" },
    "a method of its own": { url: "http://a/", method: "BREW" },
    "a line break in a header": { url: "http://a/", headers: { x: "a\r\nevil: 1" } },
    "a line break in a header's name": { url: "http://a/", headers: { "x\r\nevil": "1" } },
    "a line break in a token": { url: "http://a/", auth: { bearer: "a\r\nevil: 1" } },
    "a header that frames the message": { url: "http://a/", headers: { "Transfer-Encoding": "chunked" } },
    "two ways to sign in": { url: "http://a/", auth: { bearer: "a", basic: { user: "a", password: "b" } } },
    "a status that is none": { url: "http://a/", expect: { status: "20x" } },
    "a status range that runs backwards": { url: "http://a/", expect: { status: "299-200" } },
    "a latency without unit": { url: "http://a/", expect: { latency: 2 } },
    "a warning above the failure": { url: "http://a/", expect: { latency: { warn: "3s", fail: "2s" } } },
    "a path that is no JSONPath": { url: "http://a/", expect: { json: [{ path: "status" }] } },
    "a pattern that is none": { url: "http://a/", expect: { body: { matches: "(" } } },
    "a certificate expected of plain HTTP": { url: "http://a/", expect: { certificate: {} } },
    "a missing certificate file": { url: "https://a/", ca: "missing.pem" },
    "a damaged certificate": { url: "https://a/", ca: "-----BEGIN CERTIFICATE-----\nx" },
    "a proxy of another kind": { url: "http://a/", proxy: "socks5://a" },
  },
});

describe("http", () => {
  it("judges the example of the design as it stands", async () => {
    const outcome = await check({
      url: at(target),
      method: "POST",
      expect: {
        status: 200,
        latency: { warn: "14s", fail: "15s" },
        json: [{ path: "$.status", eq: 0 }],
      },
    });
    expect(outcome.judgements).toEqual([
      { subject: "status", expected: "200", actual: "200 OK", status: "up" },
      { subject: "latency", expected: "< 14s", actual: expect.stringMatching(/^\d+ ms$/), status: "up" },
      { subject: "json $.status", expected: "eq 0", actual: "0", status: "up" },
    ]);
  });

  it("keeps the default status when something else is expected", async () => {
    const outcome = await check({ url: at(echo), expect: { body: { contains: "GET" } } });
    expect(outcome).toMatchObject({ status: "down", reason: { code: "status-mismatch" } });
  });

  it("degrades where a failure is said to be no more than that", async () => {
    const json = [{ path: "$.status", eq: 1, severity: "degraded" }];
    expect(await check({ url: at(target), expect: { json } })).toMatchObject({
      status: "degraded",
      reason: { code: "json-mismatch", detail: "json $.status is 0, expected eq 1" },
    });
  });

  it("reads latency, phases, status and size, and no latency where there was no answer", async () => {
    const outcome = await check({ url: at(target) });
    const { phases, whole } = {
      phases: ["connect", "first_byte", "transfer"].map((name) => reading(outcome, name) ?? Number.NaN),
      whole: reading(outcome, "latency") ?? 0,
    };
    expect(phases.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(whole);
    expect(reading(outcome, "status_code")).toBe(200);
    expect(reading(outcome, "size")).toBe(12);
    const failed = await check({ url: at(silent), timeouts: { first_byte: "100ms" } });
    expect(failed.readings.map(({ name }) => name)).toEqual(["connect"]);
  });

  it("sends method, headers, credentials and a JSON body", async () => {
    const server = await openTarget((socket) => socket.end(right));
    servers.push(server);
    await check({
      url: at(server, "/path?q=1#part"),
      method: "PUT",
      headers: { "X-Custom": "yes", "User-Agent": "me" },
      auth: { bearer: "token" },
      body: { json: { a: 1 } },
    });
    expect(server.received()).toBe(
      [
        "PUT /path?q=1 HTTP/1.1",
        `host: 127.0.0.1:${server.port}`,
        "user-agent: me",
        "accept: */*",
        "accept-encoding: gzip, deflate, br, zstd",
        "content-type: application/json",
        "authorization: Bearer token",
        "x-custom: yes",
        "content-length: 7",
        "connection: close",
        "",
        '{"a":1}',
      ].join("\r\n"),
    );
  });

  it("follows redirects unless told not to, and keeps credentials from another origin", async () => {
    const other = await openTarget((socket) => socket.end(right));
    const server = await openTarget((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nlocation: ${at(other, "/next")}\r\n\r\n`),
    );
    servers.push(other, server);
    const options = {
      url: at(server),
      headers: { "x-api-key": "k3y", "x-plain": "1" },
      auth: { bearer: "token" },
    };
    expect(await check(options)).toMatchObject({ status: "up" });
    expect(other.received()).toMatch(/^GET \/next HTTP[^]*x-plain: 1/);
    expect(other.received()).not.toMatch(/token|k3y/);
    const expected = { status: 302, header: { location: { matches: "/next$" } } };
    const unfollowed = { ...options, redirects: { follow: false }, expect: expected };
    expect(await check(unfollowed)).toMatchObject({ status: "up" });
  });

  it("goes through a proxy for http and https, with its password, and not where NO_PROXY says so", async () => {
    const secure = await openTlsTarget((socket) => socket.end(right), certificates.good());
    const proxy = await openProxy();
    servers.push(secure, proxy);
    const address = `http://user:pass@127.0.0.1:${proxy.port}`;
    const secureUrl = `https://127.0.0.1:${secure.port}/`;
    expect(await check({ url: at(target), proxy: address })).toMatchObject({ status: "up" });
    expect(proxy.received()).toContain(`GET ${at(target)} HTTP/1.1`);
    expect(proxy.received()).toContain(`proxy-authorization: Basic ${btoa("user:pass")}`);
    const env = { https_proxy: address };
    const tunneled = await check({ url: secureUrl, ca: authority().cert }, { env });
    expect(tunneled).toMatchObject({ status: "up" });
    expect(proxy.received()).toContain(`CONNECT 127.0.0.1:${secure.port} HTTP/1.1`);
    const before = proxy.received();
    const excluded = { env: { ...env, NO_PROXY: "127.0.0.0/8" } };
    expect(await check({ url: secureUrl, ca: authority().cert }, excluded)).toMatchObject({ status: "up" });
    expect(await check({ url: secureUrl, ca: authority().cert, proxy: "none" }, { env })).toMatchObject({
      status: "up",
    });
    const metadata = { url: "http://169.254.169.254/", proxy: address };
    expect(await check(metadata)).toMatchObject({ reason: { code: "address-refused" } });
    expect(proxy.received()).toBe(before);
  });

  it("refuses an environment whose proxy cannot be used", () => {
    const env = { HTTP_PROXY: "socks5://a:1" };
    expect(() => httpCheck.prepare({ url: "http://a.test/" }, { ...surroundings, env })).toThrow(
      "HTTP_PROXY must be an http:// or https:// address",
    );
  });

  it("hides known secrets in the target text and the URL's path", () => {
    const redact = (text: string) => text.replaceAll("s3cr3t", "***");
    const { target } = httpCheck.prepare(
      { url: "https://a.test/hook/s3cr3t?x=1" },
      { ...surroundings, redact },
    );
    expect(target).toBe("GET https://a.test/hook/***?x=1");
  });

  it("shows a client certificate, from files, and reads when the server's expires", async () => {
    const { cert, key } = certificates.client();
    const ca = authority().cert;
    const server = await openTlsTarget((socket) => socket.end(right), {
      ...certificates.good(),
      ca,
      requestCert: true,
    });
    servers.push(server);
    const files: Record<string, string> = { "ca.pem": ca, "client.pem": cert, "client.key": key };
    const outcome = await check(
      { url: `https://127.0.0.1:${server.port}/`, ca: "ca.pem", cert: "client.pem", key: "client.key" },
      { readFile: (path) => files[path] ?? "" },
    );
    expect(outcome).toMatchObject({ status: "up" });
    expect(reading(outcome, "cert_expiry")).toBeGreaterThan(80 * 86_400);
  });

  it("reads the expiry of a certificate that it does not accept, and sends that target nothing", async () => {
    const server = await openTlsTarget((socket) => socket.end(right), certificates.expired());
    servers.push(server);
    const outcome = await check({ url: `https://127.0.0.1:${server.port}/`, ca: authority().cert });
    expect(outcome).toMatchObject({ status: "down", reason: { code: "tls-expired" } });
    expect(reading(outcome, "cert_expiry")).toBeLessThan(0);
    expect(server.received()).toBe("");
  });

  it("accepts any certificate only when told to", async () => {
    const server = await openTlsTarget((socket) => socket.end(right), certificates.selfSigned());
    servers.push(server);
    expect(await check({ url: `https://127.0.0.1:${server.port}/`, verify: false })).toMatchObject({
      status: "up",
    });
  });

  it("reaches IPv6 literals", async () => {
    const server = createServer((socket) => socket.once("data", () => socket.end(right)));
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    const port = (server.address() as { port: number }).port;
    expect(await check({ url: `http://[::1]:${port}/`, family: "ipv6" })).toMatchObject({ status: "up" });
    server.close();
  });

  it("takes the second address when the first does not answer", async () => {
    const both = createHttpCheck(async () => [
      { address: "::1", family: 6 },
      { address: "127.0.0.1", family: 4 },
    ]);
    const { probe } = both.prepare({ url: `http://two.test:${target.port}/` }, surroundings);
    const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
    expect(await probe(run)).toMatchObject({ status: "up" });
  });

  it("keeps bounded evidence of what went wrong", async () => {
    const server = await openTarget((socket) =>
      socket.end(`HTTP/1.1 500 Oops\r\n\r\n${"火".repeat(10_000)}`),
    );
    servers.push(server);
    const { evidence } = await check({ url: at(server) });
    expect(evidence?.address).toBe(`127.0.0.1:${server.port}`);
    expect(evidence?.exchange).toContain("< HTTP/1.1 500 Oops");
    expect(evidence?.body).toMatch(/^火+$/);
    const text = [...(evidence?.exchange ?? []), evidence?.body].join("");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  });
});
