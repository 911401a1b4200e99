import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authority, certificates } from "../../test/support/certificates.ts";
import { openProxy } from "../../test/support/hostile/proxy-server.ts";
import { openTlsTarget } from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { requestHttp, type HttpRequest } from "./http-request.ts";

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const asked: Asked[] = [];
let sessions = 0;

const server = createSecureServer({ ...certificates.good(), allowHTTP1: false });
server.on("session", () => (sessions += 1));
server.on("stream", (stream: ServerHttp2Stream, headers) => {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    asked.push({ headers, body: Buffer.concat(chunks).toString() });
    if (headers[":path"] === "/moved") {
      stream.respond({ ":status": 302, location: "/" });
      stream.end();
      return;
    }
    stream.respond({ ":status": 200, "set-cookie": ["a=1", "b=2"], "content-encoding": "gzip" });
    stream.end(gzipSync("x".repeat(300_000)));
  });
});

let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (request: Partial<HttpRequest> = {}, trace?: (line: string) => void) =>
  requestHttp({
    url: `https://127.0.0.1:${port}/`,
    tls: { ca: authority().cert },
    httpVersion: "2",
    clock: systemClock,
    timeoutMs: 15_000,
    ...request,
    ...(trace && { trace }),
  });

describe("HTTP/2", () => {
  it("asks and answers like HTTP/1.1, with the same phases, and says which version it was", async () => {
    const lines: string[] = [];
    const exchange = await ask(
      { method: "POST", body: "question", headers: { "x-custom": "yes", authorization: "Bearer s3cret" } },
      (line) => lines.push(line),
    );
    expect(exchange).toMatchObject({ kind: "answered", status: 200, statusText: "", httpVersion: "2" });
    if (exchange.kind !== "answered") return;
    expect(Buffer.from(exchange.body).toString()).toBe("x".repeat(300_000));
    expect(exchange.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(Object.keys(exchange.phases)).toEqual(["connect", "tls", "first_byte", "transfer"]);
    const { headers, body } = asked.at(-1) ?? { headers: {} };
    expect(body).toBe("question");
    expect(headers).toMatchObject({
      ":method": "POST",
      ":path": "/",
      ":authority": `127.0.0.1:${port}`,
      "x-custom": "yes",
      "content-length": "8",
      authorization: "Bearer s3cret",
    });
    expect(headers).not.toHaveProperty("connection");
    expect(lines).toContain("> POST / HTTP/2");
    expect(lines).toContain("< HTTP/2 200");
    expect(lines.join()).not.toContain("s3cret");
  });

  it("makes a connection of its own for each request, redirects included", async () => {
    const before = sessions;
    const url = `https://127.0.0.1:${port}/moved`;
    expect(await ask({ url, maxRedirects: 1 })).toMatchObject({ kind: "answered", status: 200 });
    expect(sessions - before).toBe(2);
  });

  it("goes through a proxy's tunnel", async () => {
    const proxy = await openProxy();
    const exchange = await ask({ proxy: `http://127.0.0.1:${proxy.port}` });
    expect(exchange).toMatchObject({ kind: "answered", httpVersion: "2" });
    await proxy.close();
  });

  it("speaks 1.1 where that is all there is, and says so", async () => {
    const old = await openTlsTarget((socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"), {
      ...certificates.good(),
      ALPNProtocols: ["http/1.1"],
    });
    const lines: string[] = [];
    const exchange = await ask({ url: `https://127.0.0.1:${old.port}/` }, (line) => lines.push(line));
    expect(exchange).toMatchObject({ kind: "answered", status: 204, httpVersion: "1.1" });
    expect(lines).toContain("* HTTP/2 was not offered: HTTP/1.1 it is");
    await old.close();
  });

  it("is not spoken unasked", async () => {
    // The server has nothing else to offer, so that the handshake fails.
    expect(await ask({ httpVersion: "1.1" })).toMatchObject({ kind: "failed" });
  });

  it("says whether the request had left when it failed", async () => {
    const mute = await openTlsTarget((socket) => socket.destroy(), {
      ...certificates.good(),
      ALPNProtocols: ["h2"],
    });
    const exchange = await ask({ url: `https://127.0.0.1:${mute.port}/`, method: "POST", body: "x" });
    expect(exchange).toMatchObject({ kind: "failed", sent: true });
    await mute.close();
  });
});
