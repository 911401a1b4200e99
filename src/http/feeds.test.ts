import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noOverlays, sampleState } from "../../test/support/fake-lookout.ts";
import { startSite, type HttpSite } from "../../test/support/http-site.ts";
import { sampleCheck } from "../../test/support/sample-check.ts";

const me = "https://me.example";
const entry = {
  id: "1",
  title: "One",
  url: "https://a.example/1",
  seenAt: 5,
  publishedAt: Date.UTC(2026, 10, 22),
};

let site: HttpSite;
beforeAll(async () => {
  site = await startSite();
  const check = (id: string, feed?: { readonly isPublic: boolean; readonly origins: readonly string[] }) => ({
    check: sampleCheck({ id, title: id, ...(feed && { feed }) }),
    state: sampleState(),
    overlays: noOverlays,
  });
  site.lookout.shows.checks = [
    check("open", { isPublic: true, origins: [me] }),
    check("closed", { isPublic: false, origins: [] }),
    check("other"),
  ];
  for (const id of ["open", "closed"])
    await site.lookout.store.ledger.of(id).write({
      entries: [
        entry,
        ...Array.from({ length: 150 }, (_, at) => ({ id: `old ${at}`, title: "Old", seenAt: at })),
      ],
    });
});
afterAll(() => site[Symbol.asyncDispose]());

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  site.request(`/api/v1/feeds/${path}`, { method, headers });

describe("a public feed", () => {
  it("is a JSON Feed for anyone, the latest first", async () => {
    const answer = await ask("open?max=2");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=30, s-maxage=60");
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
    expect(await answer.json()).toEqual({
      version: "https://jsonfeed.org/version/1.1",
      title: "open",
      items: [
        {
          id: "1",
          title: "One",
          url: "https://a.example/1",
          content_text: "One",
          date_published: "2026-11-22T00:00:00.000Z",
          _seen_at: 5,
        },
        { id: "old 149", title: "Old", content_text: "Old", _seen_at: 149 },
      ],
    });
  });

  it.each([
    ["open", 20],
    ["open?max=100", 100],
  ])("%s has %s entries", async (path, count) => {
    expect(await (await ask(path)).json()).toMatchObject({ items: { length: count } });
  });

  it("may be read by listed web pages, by exactly that origin, without credentials", async () => {
    const listed = await ask("open", { origin: me });
    expect(listed.headers.get("access-control-allow-origin")).toBe(me);
    expect(listed.headers.has("access-control-allow-credentials")).toBe(false);
    for (const origin of [
      "https://evil.example",
      "null",
      `${me}.evil.example`,
      "http://me.example",
      `${me}:8443`,
      "HTTPS://ME.EXAMPLE",
    ]) {
      const answer = await ask("open", { origin });
      expect(answer.headers.has("access-control-allow-origin")).toBe(false);
      expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
    }
  });

  it("answers preflights", async () => {
    const wanted = { "access-control-request-method": "GET" };
    const listed = await ask("open", { origin: me, ...wanted }, "OPTIONS");
    expect(listed.status).toBe(204);
    expect(listed.headers.get("access-control-allow-origin")).toBe(me);
    expect(listed.headers.get("access-control-allow-methods")).toBe("GET");
    const other = await ask("open", { origin: "https://evil.example", ...wanted }, "OPTIONS");
    expect(other.status).toBe(403);
    expect(other.headers.get("content-type")).toBe("application/problem+json");
    expect(other.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("is told apart by its ETag", async () => {
    const etag = (await ask("open")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    const same = await ask("open", { "if-none-match": `"x", ${etag}`, origin: me });
    expect(same.status).toBe(304);
    expect(same.headers.get("cache-control")).toBe("public, max-age=30, s-maxage=60");
    expect(same.headers.get("access-control-allow-origin")).toBe(me);
    expect((await ask("open?max=3", { "if-none-match": etag })).status).toBe(200);
  });

  it("says what is wrong as a problem, which the page may read", async () => {
    for (const max of ["0", "101", "x"]) {
      const answer = await ask(`open?max=${max}`, { origin: me });
      expect(answer.status).toBe(422);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("access-control-allow-origin")).toBe(me);
    }
  });

  it("looks at no session, so that no cookie gets into a shared cache", async () => {
    const headers = await site.asPage();
    site.clock.now();
    await site.clock.advance(2 * 86_400_000);
    const answer = await ask("open", headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("lets nobody write", async () => {
    expect((await ask("open", {}, "POST")).status).toBe(401);
    expect((await ask("open", {}, "DELETE")).status).toBe(401);
  });
});

describe("a feed that is not public", () => {
  it("needs a sign-in, and is kept by nobody else", async () => {
    expect((await ask("closed", { origin: me })).status).toBe(401);
    expect((await ask("closed", { origin: me }, "OPTIONS")).status).toBe(401);
    const answer = await ask("closed", await site.asPage());
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("private, max-age=30");
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("is not told apart from one that does not exist", async () => {
    for (const id of ["other", "nothing", "%2e%2e", "__proto__"]) {
      expect((await ask(id)).status).toBe(401);
      expect((await ask(id, await site.asPage())).status).toBe(404);
    }
  });
});
