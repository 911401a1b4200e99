import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { startSite, type HttpSite } from "../../test/support/http-site.ts";
import { seeded, seedStore } from "../../test/support/seed-store.ts";

let site: HttpSite;
let page: Record<string, string>;
let program: Record<string, string>;

beforeAll(async () => {
  site = await startSite();
  await seedStore(site.lookout.store, site.clock.now());
  page = await site.asPage();
  program = await site.asProgram();
});
afterAll(() => site[Symbol.asyncDispose]());

const ask = async (method: string, path: string, headers: Record<string, string>): Promise<number> => {
  const abort = new AbortController();
  const { status } = await site.request(path, { method, headers, signal: abort.signal });
  abort.abort();
  return status;
};

const readable = [
  "/api/v1/overview",
  "/api/v1/checks",
  "/api/v1/checks/orders",
  "/api/v1/checks/orders/runs",
  "/api/v1/checks/orders/series",
  "/api/v1/incidents",
  `/api/v1/incidents/${seeded.incidentId}`,
  "/api/v1/silences",
  "/api/v1/channels",
  "/api/v1/notifications",
  "/api/v1/tokens",
  "/api/v1/events",
  "/api/v1/openapi.json",
  "/metrics",
];

const pages = [
  "/",
  "/checks/orders",
  "/incidents",
  `/incidents/${seeded.incidentId}`,
  "/channels",
  "/settings",
];

/** What changes something, with the answers to a token and to a page of ours; bodies are left out. */
const changing = [
  ["POST", "/api/v1/checks/orders/run", 200, 200],
  ["POST", `/api/v1/incidents/${seeded.incidentId}/acknowledge`, 200, 200],
  ["POST", "/api/v1/silences", 422, 422],
  ["DELETE", "/api/v1/silences/none", 404, 404],
  ["POST", "/api/v1/channels/team/test", 202, 202],
  ["POST", `/api/v1/notifications/${seeded.notificationId}/resend`, 202, 202],
  ["POST", "/api/v1/tokens", 422, 422],
  ["DELETE", "/api/v1/tokens/none", 403, 404],
] as const;

describe("who may read", () => {
  it.each(readable)("%s: a session, a token, no stranger", async (path) => {
    expect(await ask("GET", path, page)).toBe(200);
    expect(await ask("GET", path, program)).toBe(200);
    expect(await ask("GET", path, {})).toBe(401);
    expect(await ask("GET", path, { authorization: "Bearer hin_wrong" })).toBe(401);
    expect(await ask("GET", path, { cookie: "hinomi-session=wrong" })).toBe(401);
  });

  it.each(pages)("%s: a session, a token, and a stranger after signing in", async (path) => {
    expect(await ask("GET", path, page)).toBe(200);
    expect(await ask("GET", path, program)).toBe(200);
    const answer = await site.request(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
  });

  it.each(["/healthz", "/readyz", "/sign-in", "/assets/page-1a2b.js", "/favicon.ico", "/favicon.svg"])(
    "%s: everybody",
    async (path) => {
      expect(await ask("GET", path, {})).toBe(200);
    },
  );

  it("does not let a stranger find out what exists", async () => {
    expect(await ask("GET", "/api/v1/nothing", {})).toBe(401);
    expect(await ask("GET", "/nothing", {})).toBe(303);
    expect(await ask("GET", "/assetsx", {})).toBe(303);
  });

  it("prefers a wrong token's refusal to a good cookie", async () => {
    expect(await ask("GET", "/api/v1/overview", { ...page, authorization: "Bearer hin_wrong" })).toBe(401);
  });
});

describe("who may change", () => {
  it.each(changing)("%s %s: a token, our own page, nobody else", async (method, path, byProgram, byPage) => {
    const { cookie = "", origin = "" } = page;
    expect(await ask(method, path, program)).toBe(byProgram);
    expect(await ask(method, path, page)).toBe(byPage);
    expect(await ask(method, path, {})).toBe(401);
    expect(await ask(method, path, { cookie, origin })).toBe(403);
    expect(await ask(method, path, { cookie, "x-hinomi": "1" })).toBe(403);
    expect(await ask(method, path, { ...page, origin: "https://evil.example" })).toBe(403);
    expect(await ask(method, path, { ...page, origin: "null" })).toBe(403);
    expect(await ask(method, path, { ...page, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await ask(method, path, { ...page, "sec-fetch-site": "same-site" })).toBe(403);
  });

  it("refuses a cross-site sign-in, so that nobody is signed in as someone else", async () => {
    const answer = await site.post("/sign-in", { user: "ada" }, { origin: "https://evil.example" });
    expect(answer.status).toBe(403);
  });

  it("does not let a token mint another", async () => {
    const answer = await site.request("/api/v1/tokens", {
      method: "POST",
      headers: { ...program, "content-type": "application/json" },
      body: JSON.stringify({ name: "heir" }),
    });
    expect(answer.status).toBe(403);
  });
});

describe("tokens", () => {
  it("work until they are revoked, and their last use is noted once a minute", async () => {
    const list = async () => {
      const answer = await site.request("/api/v1/tokens", { headers: page });
      return ((await answer.json()) as { items: { id: string; name: string; lastUsedAt?: number }[] }).items;
    };
    await site.clock.advance(1);
    const mine = await site.asProgram();
    const { id = "" } = (await list()).at(-1) ?? {};
    const lastUse = async () => (await list()).find((token) => token.id === id)?.lastUsedAt;
    expect(await lastUse()).toBeUndefined();
    await ask("GET", "/api/v1/checks", mine);
    const first = site.clock.now();
    await site.clock.advance(59_000);
    await ask("GET", "/api/v1/checks", mine);
    expect(await lastUse()).toBe(first);
    await site.clock.advance(1000);
    await ask("GET", "/api/v1/checks", mine);
    expect(await lastUse()).toBe(first + 60_000);
    expect(await ask("DELETE", `/api/v1/tokens/${id}`, page)).toBe(204);
    expect(await ask("GET", "/api/v1/checks", mine)).toBe(401);
  });

  it("are never shown again", async () => {
    const secret = (await site.asProgram()).authorization?.slice("Bearer ".length) ?? "";
    expect(secret).toMatch(/^hin_[\w-]{43}$/);
    for (const path of ["/api/v1/tokens", "/settings"])
      expect(await (await site.request(path, { headers: page })).text()).not.toContain(secret);
    expect(JSON.stringify(await site.lookout.store.accounts.tokens())).not.toContain(secret);
  });
});

/** `fetch` insists on its own Host. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(`${url}/healthz`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });

describe("the Host header", () => {
  it.each([
    ["localhost:1", 200],
    ["127.0.0.1", 200],
    ["[::1]:8300", 200],
    ["hinomi.example.com", 200],
    ["HINOMI.example.com:444", 200],
    ["rebound.example", 421],
    ["127.0.0.1.evil.example", 421],
  ])("%s is answered with %i while only this machine is listened to", async (host, status) => {
    site.lookout.shows.config = sampleConfig({
      server: { host: "127.0.0.1", port: 0, publicUrl: "https://hinomi.example.com" },
    });
    expect(await statusFor(site.url, host)).toBe(status);
  });

  it("may be any when the whole network is listened to", async () => {
    site.lookout.shows.config = sampleConfig({ server: { host: "0.0.0.0", port: 0 } });
    expect(await statusFor(site.url, "lookout.lan")).toBe(200);
    site.lookout.shows.config = sampleConfig();
  });
});
