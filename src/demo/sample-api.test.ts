import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { startSampleApi, type SampleApi, type SampleApiOptions } from "./sample-api.ts";

let clock = createManualClock(0);
let api: SampleApi | undefined;

const start = async (options: Partial<SampleApiOptions> = {}): Promise<SampleApi> => {
  api = await startSampleApi({ port: 0, clock, random: () => 0, ...options });
  return api;
};

const post = async (path: string, body?: unknown) => {
  const init = { method: "POST", ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${api?.url}${path}`, init);
  const answer = (await response.json()) as Record<string, unknown>;
  return { http: response.status, type: response.headers.get("content-type"), ...answer };
};

/** Waits until so many answers are owed. */
const owed = (count: number) => expect.poll(() => clock.pending()).toBe(count);

beforeEach(() => {
  clock = createManualClock(0);
});

afterEach(async () => {
  await api?.close();
  api = undefined;
});

describe("the sample API", () => {
  it.each([
    ["/test_status_ok_json_status_ok", 200, 0],
    ["/test_status_ok_json_status_ng", 200, -1],
    ["/test_status_ng_json_status_ng", 500, -1],
  ])("answers POST %s with HTTP %i and status %i", async (path, http, status) => {
    await start();
    expect(await post(path)).toEqual({ http, status, type: "application/json", comment: expect.any(String) });
  });

  it("answers the slow endpoint after its time", async () => {
    await start({ slowMs: 5000 });
    const answer = post("/test_status_ok_json_status_ok_long_time");
    await owed(1);
    await clock.advance(4999);
    expect(clock.pending()).toBe(1);
    await clock.advance(1);
    expect(await answer).toMatchObject({ http: 200, status: 0 });
  });

  it("forgets a slow answer when the client leaves", async () => {
    const { url } = await start();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      "POST /test_status_ok_json_status_ok_long_time HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    );
    await owed(1);
    socket.destroy();
    await expect.poll(() => clock.pending()).toBe(0);
  });

  it("closes at once while a slow answer is owed", async () => {
    await start();
    const answer = post("/test_status_ok_json_status_ok_long_time").catch(() => "cut off");
    await owed(1);
    await api?.close();
    expect(await answer).toBe("cut off");
    await expect.poll(() => clock.pending()).toBe(0);
  });

  it("flaps by the clock", async () => {
    await start({ flapMs: 10_000 });
    const seen = [];
    for (const later of [0, 9999, 1, 9999, 1]) {
      await clock.advance(later);
      seen.push((await post("/test_flapping")).http);
    }
    expect(seen).toEqual([200, 200, 500, 500, 200]);
  });

  it.each([
    [0, 60],
    [150_000, 160],
    [300_000, 260],
  ])("has drifted after %i ms to a latency of %i ms", async (at, latencyMs) => {
    await start();
    await clock.advance(at);
    const answer = post("/test_drifting_latency");
    await owed(1);
    await clock.advance(latencyMs - 1);
    expect(clock.pending()).toBe(1);
    await clock.advance(1);
    expect(await answer).toMatchObject({ http: 200, status: 0 });
  });

  it("turns /test_switched over without a body, and back", async () => {
    await start();
    expect(await post("/_switch")).toMatchObject({ path: "/test_switched", to: "ng" });
    expect(await post("/test_switched")).toMatchObject({ http: 200, status: -1 });
    expect(await post("/_switch")).toMatchObject({ to: "ok" });
    expect(await post("/test_switched")).toMatchObject({ http: 200, status: 0 });
  });

  it("switches any endpoint, and back to its own habit", async () => {
    await start();
    const path = "/test_status_ng_json_status_ng";
    await post("/_switch", { path, to: "ok" });
    expect(await post(path)).toMatchObject({ http: 200, status: 0 });
    await post("/_switch", { path, to: "default" });
    expect(await post(path)).toMatchObject({ http: 500, status: -1 });
  });

  it.each([{ to: "purple" }, { path: "/toString", to: "ok" }, [[1]], "ok", null])(
    "refuses to switch by %j",
    async (body) => {
      await start();
      expect(await post("/_switch", body)).toMatchObject({ http: 400, error: expect.any(String) });
    },
  );

  it("answers other methods with 405, other paths with 404, and GET / with an explanation", async () => {
    const { url } = await start();
    const wrong = await fetch(`${url}/test_switched`);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await fetch(`${url}/constructor`)).status).toBe(404);
    const front = await (await fetch(url)).text();
    expect(front).toContain("POST /test_status_ok_json_status_ok_long_time");
    expect(front).toContain("POST /_switch");
  });

  it("serves HTTPS with a certificate that expires in ten days and vouches for itself", async () => {
    clock = createManualClock(Date.now());
    const { url, httpsUrl, certificate } = await start({ httpsPort: 0 });
    const ca = await (await fetch(`${url}/_certificate`)).text();
    expect(ca).toBe(certificate);
    const days = (new X509Certificate(ca).validToDate.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(9);
    expect(days).toBeLessThanOrEqual(10);
    const status = await new Promise((resolve, reject) => {
      httpsRequest(`${httpsUrl}/test_switched`, { method: "POST", ca, agent: false }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      })
        .once("error", reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it("names a port that is taken", async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const second = startSampleApi({ port, clock, random: () => 0 });
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });

  it("leaves nothing open when only the HTTPS port is taken", async () => {
    const { url } = await start();
    const taken = Number(new URL(url).port);
    const second = startSampleApi({ port: 0, httpsPort: taken, clock, random: () => 0 });
    await expect(second).rejects.toThrow("is taken");
  });
});
