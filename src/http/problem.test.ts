import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { once } from "node:events";
import { replacing, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { seeded, seedStore } from "../../test/support/seed-store.ts";
import { StoreError } from "../core/store.ts";

let site: HttpSite;
let headers: Record<string, string>;
const bugs: unknown[] = [];

beforeAll(async () => {
  site = await startSite({ onError: (error) => bugs.push(error) });
  await seedStore(site.lookout.store, site.clock.now());
  headers = await site.asPage();
});
afterAll(() => site[Symbol.asyncDispose]());

const ask = async (method: string, path: string, body?: string, type = "application/json") => {
  const answer = await site.request(path, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": type }) },
    ...(body !== undefined && { body }),
  });
  const problem = (await answer.json()) as Record<string, unknown>;
  return { answer, problem };
};

describe("a problem", () => {
  it("has the members of RFC 9457", async () => {
    const { answer, problem } = await ask("GET", "/api/v1/checks/none");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(problem).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "there is no such check",
      instance: "/api/v1/checks/none",
    });
  });

  it.each([
    ["GET", "/api/v1/checks/orders/runs?limit=201", undefined, ["query.limit"]],
    ["GET", "/api/v1/checks/orders/runs?bad=maybe", undefined, ["query.bad"]],
    ["GET", "/api/v1/checks/orders/series?from=5&to=5", undefined, ["query.from"]],
    ["GET", "/api/v1/checks/orders/series?reading=a-b", undefined, ["query.reading"]],
    ["GET", "/api/v1/notifications?state=lost", undefined, ["query.state"]],
    ["GET", "/api/v1/checks/orders/runs?before=made-up", undefined, ["query.before"]],
    ["GET", "/api/v1/incidents?before=made-up", undefined, ["query.before"]],
    ["GET", "/api/v1/notifications?before=made-up", undefined, ["query.before"]],
    ["POST", "/api/v1/silences", "{}", ["json.checkId", "json.until"]],
    ["POST", "/api/v1/silences", '{"checkId":"*","until":1}', ["json.until"]],
    ["POST", "/api/v1/tokens", '{"name":" "}', ["json.name"]],
  ])("names each field that is wrong: %s %s %s", async (method, path, body, paths) => {
    const { answer, problem } = await ask(method, path, body);
    expect(answer.status).toBe(422);
    expect((problem["errors"] as { path: string }[]).map((error) => error.path)).toEqual(paths);
  });

  it.each([
    ["POST", "/api/v1/overview", 405, "GET, HEAD"],
    ["PUT", "/api/v1/tokens", 405, "GET, HEAD, POST"],
    ["DELETE", "/api/v1/incidents/1", 405, "GET, HEAD"],
  ])("%s %s is %i with Allow: %s", async (method, path, status, allow) => {
    const { answer } = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("allow")).toBe(allow);
  });

  it.each([
    ["not JSON", "POST", "/api/v1/tokens", "{", "application/json", 400],
    [
      "a form where JSON is wanted",
      "POST",
      "/api/v1/tokens",
      "name=x",
      "application/x-www-form-urlencoded",
      415,
    ],
    [
      "a body that is too large",
      "POST",
      "/api/v1/tokens",
      `"${"x".repeat(70_000)}"`,
      "application/json",
      413,
    ],
    [
      "an unknown check to silence",
      "POST",
      "/api/v1/silences",
      '{"checkId":"x","until":9}',
      "application/json",
      404,
    ],
  ])("for %s", async (_what, method, path, body, type, status) => {
    const { answer, problem } = await ask(method, path, body, type);
    expect(answer.status).toBe(status);
    expect(problem).toMatchObject({ status, instance: path });
  });

  it("for what is not possible in the present state", async () => {
    const closed = await ask("POST", `/api/v1/incidents/${seeded.closedIncidentId}/acknowledge`);
    expect(closed.problem).toMatchObject({ status: 409, detail: "the incident is closed" });
    await site.lookout.store.outbox.add([
      { id: "owed", channel: "team", kind: "test", sequence: 1, createdAt: site.clock.now(), facts: [] },
    ]);
    const owed = await ask("POST", "/api/v1/notifications/owed/resend");
    expect(owed.problem).toMatchObject({ status: 409 });
  });

  it("for a body in chunks, which could be endless", async () => {
    const socket = connect(Number(new URL(site.url).port), "127.0.0.1");
    const cookie = headers["cookie"] ?? "";
    socket.write(
      `POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nOrigin: http://localhost\r\n` +
        "X-Hinomi: 1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    );
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 411 Length Required\r\n/);
    socket.destroy();
  });

  it("of the store says what to do", async () => {
    const list = () => Promise.reject(new StoreError("store-full", "the disk is full", "free some space"));
    await replacing(site.lookout.store.runs, { list }, async () => {
      const { problem } = await ask("GET", "/api/v1/checks/orders/runs");
      expect(problem).toMatchObject({ status: 503, detail: "the disk is full; free some space" });
    });
    expect(bugs).toEqual([]);
  });

  it("of ours is told to the log and not to the caller", async () => {
    const runNow = () => Promise.reject(new Error("secret inside"));
    await replacing(site.lookout, { runNow }, async () => {
      const { problem } = await ask("POST", "/api/v1/checks/orders/run");
      expect(problem).toMatchObject({ status: 500, title: "Internal Server Error" });
      expect(JSON.stringify(problem)).not.toContain("secret");
    });
    expect(bugs).toMatchObject([{ message: "secret inside" }]);
  });
});
