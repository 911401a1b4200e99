import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shown, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { seeded, seedStore } from "../../test/support/seed-store.ts";

let site: HttpSite;
let headers: Record<string, string>;
beforeAll(async () => {
  site = await startSite();
  await seedStore(site.lookout.store, site.clock.now());
  headers = await site.asPage();
});
afterAll(() => site[Symbol.asyncDispose]());

const get = (path: string, more: Record<string, string> = {}) =>
  site.request(path, { headers: { ...headers, ...more } });
const json = async (path: string) => (await (await get(path)).json()) as Record<string, unknown>;

describe("a page", () => {
  it.each([
    ["/", "/api/v1/overview", "overview"],
    ["/checks/orders", "/api/v1/checks/orders", "check"],
    [`/incidents/${seeded.incidentId}`, `/api/v1/incidents/${seeded.incidentId}`, "incident"],
  ])("%s shows what %s answers", async (page, api, name) => {
    expect((await shown(await get(page))).data).toMatchObject({ page: name, [name]: await json(api) });
  });

  it("of a check brings its latest runs, for readers without scripts", async () => {
    const runs = await json("/api/v1/checks/orders/runs?limit=20");
    expect((await shown(await get("/checks/orders"))).data).toMatchObject({ runs });
  });

  it.each([
    ["/incidents?limit=1", "/api/v1/incidents?limit=1", "incidents"],
    ["/channels", "/api/v1/channels", "channels"],
    ["/channels", "/api/v1/notifications", "notifications"],
    ["/settings", "/api/v1/tokens", "tokens"],
  ])("%s lists what %s answers", async (page, api, name) => {
    const { items } = await json(api);
    expect(items).not.toEqual([]);
    expect((await shown(await get(page))).data).toMatchObject({ [name]: items });
  });

  it("is told who looks, when, where and in which language", async () => {
    expect((await shown(await get("/"))).frame).toEqual({
      locale: "en",
      timezone: "Asia/Tokyo",
      title: "Test lookout",
      now: site.clock.now(),
      user: "ada",
      base: "",
      nonce: expect.any(String),
    });
  });

  it.each(["/checks/none", "/incidents/none", "/nowhere", "/incidents?limit=0"])(
    "%s says what is wrong as a page",
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(path.includes("limit") ? 422 : 404);
      expect((await shown(answer)).data).toMatchObject({ page: "error", status: answer.status });
    },
  );
});

describe("the headers of a page", () => {
  it("allow nothing from elsewhere and nothing inline without this answer's nonce", async () => {
    const [first, second] = [await get("/"), await get("/")];
    const policy = first.headers.get("content-security-policy") ?? "";
    const [, nonce] = /script-src 'self' 'nonce-([\w+/]{22}==)';/.exec(policy) ?? [];
    expect(nonce).toBeDefined();
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(await first.text()).toContain(`nonce="${nonce}"`);
    expect(second.headers.get("content-security-policy")).not.toContain(nonce);
  });

  it.each(["/", "/api/v1/overview", "/nowhere", "/sign-in", "/healthz", "/metrics"])(
    "%s is not kept by anyone, not sniffed, not framed",
    async (path) => {
      const answer = await get(path);
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("same-origin");
      expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(answer.headers.get("strict-transport-security")).toBeNull();
    },
  );

  it("never carry a password, a session, a token's digest or the set-up token", async () => {
    const { cookie = "" } = headers;
    const session = /hinomi-session=([\w-]+)/.exec(cookie)?.[1] ?? "none";
    const tokens = await site.lookout.store.accounts.tokens();
    for (const path of ["/", "/settings", "/api/v1/tokens", "/api/v1/openapi.json", "/readyz", "/set-up"]) {
      const text = await (await get(path)).text();
      for (const secret of [session, "scrypt$", "one-time-token", ...tokens.map(({ hash }) => hash)])
        expect(text).not.toContain(secret);
    }
  });
});

/** Node's fetch decompresses by itself, so the size on the wire is told by Content-Length. */
const wireBytes = (answer: Response): number => Number(answer.headers.get("content-length"));

describe("compression", () => {
  it.each([
    ["br, gzip", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP;q=0.5, br;q=0", "gzip"],
    ["identity", null],
    ["br;q=0", null],
  ])("of a page for Accept-Encoding: %s is %s", async (accepted, encoding) => {
    const answer = await get("/api/v1/openapi.json", { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(answer.headers.get("vary")).toBe("accept-encoding");
    const size = wireBytes(answer);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ openapi: "3.1.0" });
    expect(size < text.length / 4).toBe(encoding !== null);
  });

  it("leaves small answers alone", async () => {
    expect((await get("/healthz", { "accept-encoding": "br" })).headers.get("content-encoding")).toBeNull();
  });
});

describe("assets", () => {
  it.each(["br", "gzip"])("are kept for good and compressed by %s", async (encoding) => {
    const answer = await site.request("/assets/page-1a2b.js", { headers: { "accept-encoding": encoding } });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(wireBytes(answer)).toBeLessThan(200);
    expect(await answer.text()).toMatch(/^console\.log\(0{4000}\)$/);
  });

  it.each(["/assets/none.js", "/assets/", "/assets/..%2f..%2fpackage.json", "/assets/%2e%2e/server.js"])(
    "%s is not one, and a missing one is never kept",
    async (path) => {
      const answer = await site.request(path, { headers });
      expect(answer.status).toBe(404);
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
    },
  );
});
