import { getEventListeners } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { systemClock } from "../engine/system-clock.ts";
import { requestHttp, type HttpRequest } from "./http-request.ts";

let good: TargetServer;
let silent: TargetServer;
let breaking: TargetServer;

beforeAll(async () => {
  good = await openTarget((socket) =>
    socket.end("HTTP/1.0 201 Made\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\nhi"),
  );
  silent = await openTarget(() => {});
  breaking = await openTarget((socket) => socket.destroy());
});
afterAll(() => Promise.all([good, silent, breaking].map((server) => server.close())));

const at = ({ port }: TargetServer) => `http://127.0.0.1:${port}/`;
const ask = (request: Partial<HttpRequest> & { readonly url: string }) =>
  requestHttp({ clock: systemClock, timeoutMs: 15_000, ...request });

describe("requestHttp", () => {
  it("answers with status, headers, body and what it learned on the way", async () => {
    const exchange = await ask({ url: at(good) });
    expect(exchange).toMatchObject({
      kind: "answered",
      status: 201,
      statusText: "Made",
      httpVersion: "1.0",
      address: `127.0.0.1:${good.port}`,
      redirects: [],
      url: at(good),
    });
    if (exchange.kind !== "answered") return;
    expect(Buffer.from(exchange.body).toString()).toBe("hi");
    expect(exchange.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(Object.keys(exchange.phases)).toEqual(["connect", "first_byte", "transfer"]);
  });

  it("measures the name's resolution where there is a name", async () => {
    const lookup = async () => [{ address: "127.0.0.1", family: 4 } as const];
    const exchange = await ask({ url: `http://name.test:${good.port}/`, lookup });
    expect(Object.keys(exchange.phases)).toEqual(["dns", "connect", "first_byte", "transfer"]);
  });

  it("says whether the request had left when it failed", async () => {
    expect(await ask({ url: "http://127.0.0.1:1/", method: "POST", body: "x" })).toMatchObject({
      sent: false,
    });
    expect(await ask({ url: at(breaking), method: "POST", body: "x" })).toMatchObject({
      kind: "failed",
      sent: true,
    });
  });

  it("leaves no timer, listener or connection, whether it succeeds, fails or is stopped", async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const { signal } = controller;
    const phaseTimeoutsMs = { connect: 1000, first_byte: 1000, transfer: 1000 };
    const request = { clock, signal, timeoutMs: 5000, phaseTimeoutsMs };
    await ask({ url: at(good), ...request });
    await ask({ url: at(breaking), ...request });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    const trace = (line: string) => line.startsWith(">") && controller.abort();
    const stopped = await ask({ url: at(silent), ...request, trace });
    expect(stopped).toMatchObject({ kind: "failed", reason: { code: "run-interrupted" } });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(clock.pending()).toBe(0);
    await Promise.all([good, breaking, silent].map((server) => server.idle()));
  });

  it("ends at its deadline, in the phase that runs then", async () => {
    const clock = createManualClock();
    const waiting = Promise.withResolvers<void>();
    const trace = (line: string) => line.startsWith(">") && waiting.resolve();
    const exchange = ask({ url: at(silent), clock, timeoutMs: 5000, trace });
    await waiting.promise;
    await clock.advance(5000);
    expect(await exchange).toMatchObject({
      kind: "failed",
      phase: "first_byte",
      reason: { code: "first-byte-timeout", detail: "no answer had begun after 5s" },
      totalMs: 5000,
    });
  });

  it.each([
    ["a line break in a header", { headers: { x: "a\r\nevil: 1" } }],
    ["a line break in a header's name", { headers: { "x\r\nevil": "1" } }],
    ["a line break in the method", { method: "GET / HTTP/1.1\r\nevil: 1\r\n\r\nGET" }],
  ])("sends nothing for %s", async (_what, part) => {
    const server = await openTarget((socket) => socket.end());
    await expect(ask({ url: at(server), ...part })).rejects.toThrow(TypeError);
    expect(server.received()).toBe("");
    await server.close();
  });

  it("encodes line breaks in the address", async () => {
    const server = await openTarget((socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
    await ask({ url: `${at(server)}a b\r\nevil: 1` });
    expect(server.received()).toMatch(/^GET \/a%20bevil:%201 HTTP\/1\.1\r\n/);
    await server.close();
  });

  it("signs in with user and password of the address, and keeps them out of everything it tells", async () => {
    const server = await openTarget((socket) => socket.end("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n"));
    const lines: string[] = [];
    const url = `http://me:p%40ss@127.0.0.1:${server.port}/?token=t0ken`;
    const exchange = await ask({ url, maxRedirects: 3, trace: (line) => lines.push(line) });
    expect(server.received()).toContain(`authorization: Basic ${btoa("me:p@ss")}`);
    expect(JSON.stringify([exchange, lines])).not.toMatch(/p@ss|p%40ss|t0ken|bWU6/);
    await server.close();
  });
});
