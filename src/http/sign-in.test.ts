import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { cookiesOf, shown, startSite, user, type HttpSite } from "../../test/support/http-site.ts";
import { sha256 } from "./security/digest.ts";

const dayMs = 86_400_000;
const right = { user: user.name, password: user.password };
const wrong = { user: user.name, password: "not it" };

let site: HttpSite;
beforeEach(async () => {
  site = await startSite({ trustProxy: true });
});
afterEach(() => site[Symbol.asyncDispose]());

/** From another machine. */
const from = (address: string) => ({ "x-forwarded-for": `198.51.100.1, ${address}` });

const exhaust = async (
  path: string,
  fields: Record<string, string>,
  headers?: Record<string, string>,
): Promise<number> => {
  for (let attempts = 0; attempts < 100; attempts += 1)
    if ((await site.post(path, fields, headers)).status === 429) return attempts;
  throw new Error("there is no limit");
};

describe("signing in", () => {
  it("sets an HttpOnly Lax cookie of which only the digest is kept, and goes where one wanted to go", async () => {
    const answer = await site.post("/sign-in", { ...right, next: "/checks/orders?range=7d" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/checks/orders?range=7d");
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^hinomi-session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const value = cookie.slice("hinomi-session=".length, cookie.indexOf(";"));
    const session = await site.lookout.store.accounts.session(sha256(value));
    expect(session).toMatchObject({ user: user.name });
    expect(JSON.stringify(session)).not.toContain(value);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "",
    "x",
  ])("never leads to another site: %s", async (next) => {
    const answer = await site.post("/sign-in", { ...right, next });
    const target = new URL(answer.headers.get("location") ?? "", site.url);
    expect(target.origin).toBe(site.url);
  });

  it.each([wrong, { user: "nobody", password: user.password }, { user: "ada", password: "" }])(
    "answers %o with the same page and no cookie",
    async (fields) => {
      const answer = await site.post("/sign-in", fields);
      expect(answer.status).toBe(401);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect((await shown(answer)).data).toEqual({ page: "sign-in", error: "wrong", next: "/" });
    },
  );

  it("leads to set-up while there is no user", async () => {
    await using fresh = await startSite({ withUser: false });
    expect((await fresh.request("/sign-in")).headers.get("location")).toBe("/set-up");
  });

  it("marks the cookies Secure with the __Host- prefix behind https", async () => {
    const secure = { "x-forwarded-proto": "https" };
    const answer = await site.post("/sign-in", right, secure);
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies)
      expect(cookie).toMatch(/^__Host-hinomi-.*Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    const home = await site.request("/", { headers: { cookie: cookiesOf(answer), ...secure } });
    expect(home.status).toBe(200);
  });

  it("keeps the cookies to its path below a prefix, which the proxy may strip or not", async () => {
    await using below = await startSite({ base: "/watch", trustProxy: true });
    const answer = await below.post("/watch/sign-in", right, { "x-forwarded-proto": "https" });
    expect(answer.headers.get("location")).toBe("/watch/");
    for (const cookie of answer.headers.getSetCookie())
      expect(cookie).toMatch(/^__Secure-hinomi-.*Path=\/watch;/);
    expect((await below.request("/watch/checks")).headers.get("location")).toBe(
      "/watch/sign-in?next=%2Fchecks",
    );
    expect((await below.request("/watch/healthz")).status).toBe(200);
    expect((await below.request("/healthz")).status).toBe(200);
    expect((await below.request("/watchtower")).status).toBe(303);
  });
});

describe("the public address", () => {
  const server = { host: "0.0.0.0", port: 0, publicUrl: "https://example.com/watch/" } as const;

  it("gives the path that everything lies below", async () => {
    await using below = await startSite({ server });
    expect((await below.request("/watch/")).headers.get("location")).toBe("/watch/sign-in?next=%2F");
  });

  it("vouches for forms that come from it, however the proxy names this server", async () => {
    await using behind = await startSite({ server });
    const from = (origin: string) => behind.post("/watch/sign-in", right, { origin });
    expect((await from("https://example.com")).status).toBe(303);
    expect((await from("http://example.com")).status).toBe(403);
    expect((await from("https://example.com.evil.example")).status).toBe(403);
  });
});

describe("a session", () => {
  const isSignedIn = async (cookie: string) => {
    const answer = await site.request("/", { headers: { cookie } });
    return { signedIn: answer.status === 200, renewed: answer.headers.getSetCookie().length > 0 };
  };

  it("lasts 30 days from its last use, and is written at most once a day", async () => {
    const { cookie = "" } = await site.asPage();
    await site.clock.advance(dayMs - 1);
    expect(await isSignedIn(cookie)).toEqual({ signedIn: true, renewed: false });
    await site.clock.advance(1);
    expect(await isSignedIn(cookie)).toEqual({ signedIn: true, renewed: true });
    await site.clock.advance(30 * dayMs - 1);
    expect(await isSignedIn(cookie)).toEqual({ signedIn: true, renewed: true });
    await site.clock.advance(30 * dayMs);
    expect(await isSignedIn(cookie)).toEqual({ signedIn: false, renewed: false });
  });

  it("ends at sign-out, for every copy of the cookie", async () => {
    const { cookie = "" } = await site.asPage();
    const answer = await site.post("/sign-out", {}, { cookie });
    expect(answer.headers.get("location")).toBe("/sign-in");
    expect(answer.headers.getSetCookie()[0]).toMatch(/^hinomi-session=; Max-Age=0; Path=\/;/);
    expect((await isSignedIn(cookie)).signedIn).toBe(false);
  });

  it("is never that of a program", async () => {
    expect((await site.request("/", { headers: await site.asProgram() })).status).toBe(200);
    expect(
      (await shown(await site.request("/", { headers: await site.asProgram() }))).frame,
    ).not.toHaveProperty("user");
  });
});

describe("guessing", () => {
  it("is stopped per address with Retry-After, and let go on in time", async () => {
    expect(await exhaust("/sign-in", wrong, from("203.0.113.1"))).toBe(10);
    const refused = await site.post("/sign-in", right, from("203.0.113.1"));
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect((await shown(refused)).data).toMatchObject({ error: "limited" });
    expect((await site.post("/sign-in", right, from("203.0.113.2"))).status).toBe(303);
    await site.clock.advance(30_000);
    expect((await site.post("/sign-in", right, from("203.0.113.1"))).status).toBe(303);
  });

  it("does not believe X-Forwarded-For unless told to", async () => {
    await using direct = await startSite();
    for (let n = 0; n < 10; n += 1) await direct.post("/sign-in", wrong, from(`203.0.113.${n}`));
    expect((await direct.post("/sign-in", wrong, from("203.0.113.77"))).status).toBe(429);
  });
});

describe("the language", () => {
  it("is the configuration's unless the browser chose another", async () => {
    expect(await (await site.request("/sign-in")).text()).toContain('lang="en"');
    site.lookout.shows.config = sampleConfig({ locale: "ja" });
    expect(await (await site.request("/sign-in")).text()).toContain('lang="ja"');
    const chosen = await site.request("/sign-in?lang=en");
    expect(await chosen.text()).toContain('lang="en"');
    const again = await site.request("/sign-in", { headers: { cookie: cookiesOf(chosen) } });
    expect(await again.text()).toContain('lang="en"');
  });
});
