import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personalChecks, personalPages, seedPersonal } from "../../test/support/personal-page.ts";
import { sampleConfig } from "../../test/support/fake-lookout.ts";
import { replacing, shown, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { StoreError } from "../core/store.ts";
import type { LinkView } from "./page-schemas.ts";

let site: HttpSite;
let headers: Record<string, string>;
beforeEach(async () => {
  site = await startSite();
  const now = site.clock.now();
  await seedPersonal(site.lookout.store, now);
  const checks = personalChecks(now);
  const { shows } = site.lookout;
  shows.checks = checks;
  shows.config = sampleConfig({
    title: "canary-instance",
    pages: personalPages(),
    checks: checks.map(({ check }) => check),
  });
  headers = await site.asPage();
});
afterEach(() => site[Symbol.asyncDispose]());

const api = (path: string, init: RequestInit = {}, by = headers) =>
  site.request(`/api/v1${path}`, { ...init, headers: { ...by, "content-type": "application/json" } });

const make = (body: object, by = headers) =>
  api("/links", { method: "POST", body: JSON.stringify(body) }, by);

const link = async (widgetId = "bars-traffic.views", more: object = {}): Promise<LinkView> => {
  const answer = await make({ pageId: "morning", widgetId, ...more });
  expect(answer.status).toBe(201);
  return (await answer.json()) as LinkView;
};

const list = async () => ((await (await api("/links")).json()) as { items: LinkView[] }).items;

describe("a link", () => {
  it("shows one widget to a stranger, as a document and as an image, and nothing else", async () => {
    const { url, svgUrl, title } = await link();
    expect(title).toBe("Page views by day");
    const answer = await site.request(`${url}?lang=ja`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    expect(answer.headers.get("x-robots-tag")).toBe("noindex");
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(answer.headers.getSetCookie()).toEqual([]);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-[^']+'; .*frame-ancestors \*$/);
    const text = await answer.clone().text();
    const { frame, data } = await shown(answer);
    expect(Object.keys(frame as object).toSorted()).toEqual(["locale", "nonce", "now", "timezone"]);
    expect(data).toMatchObject({ id: "", checkIds: [], title, type: "bars", data: { kind: "days" } });
    for (const canary of [
      "canary-instance",
      "ada",
      "kumi",
      "garden",
      "shop",
      "morning",
      "orders",
      "traffic.views",
    ])
      expect(text).not.toContain(canary);
    const image = await site.request(svgUrl);
    expect(image.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(image.headers.get("cache-control")).toBe("public, max-age=60");
    expect(await image.text()).toContain(`<desc>${title}</desc>`);
  });

  it("of a chart does not name the checks whose incidents it marks", async () => {
    const [chart] = personalPages()[0]?.widgets.filter(({ type }) => type === "chart") ?? [];
    const { url } = await link(chart?.id);
    const text = await (await site.request(url)).text();
    expect(text).toContain('"severity":"down"');
    expect(text).not.toContain('Shop"');
  });

  it("is framed by whom it names", async () => {
    const framing = async (more: object) => {
      const { url } = await link("bars-traffic.views", more);
      return (await site.request(url)).headers.get("content-security-policy")?.split("; ").at(-1);
    };
    const origins = ["https://me.example", "http://127.0.0.1:8080"];
    expect(await framing({ origins })).toBe(`frame-ancestors ${origins.join(" ")}`);
    expect(await framing({ origins: [] })).toBe("frame-ancestors 'none'");
    expect(await framing({})).toBe("frame-ancestors *");
  });

  it.each(["https://me.example/", "me.example", "https://me.example; script-src *", "data:x", "*.example"])(
    "does not take %s for an origin",
    async (origin) => {
      expect(
        (await make({ pageId: "morning", widgetId: "bars-traffic.views", origins: [origin] })).status,
      ).toBe(422);
    },
  );

  it("ends when it is revoked, at once", async () => {
    const [first, second] = [await link(), await link()];
    expect((await list()).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await site.request(first.url)).status).toBe(200);
    expect((await api(`/links/${first.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await site.request(first.url)).status).toBe(404);
    expect((await site.request(first.svgUrl)).status).toBe(404);
    expect((await site.request(second.url)).status).toBe(200);
    expect((await api(`/links/${first.id}`, { method: "DELETE" })).status).toBe(404);
  });

  it("never comes to show another widget", async () => {
    const { url } = await link();
    const { shows } = site.lookout;
    const [page] = shows.config.pages;
    if (!page) throw new Error("no page");
    const status = async (widgets: typeof page.widgets) => {
      shows.config = { ...shows.config, pages: [{ ...page, widgets }] };
      await site.clock.advance(31_000);
      return (await site.request(url)).status;
    };
    const own = page.widgets.filter(({ id }) => id === "bars-traffic.views");
    const other = { check: "commits", reading: "commits" };
    expect(await status(own.map((one) => ({ ...one, title: "Other words", rangeMs: 7 * 86_400_000 })))).toBe(
      200,
    );
    expect(await status(own.map((one) => ({ ...one, series: other })))).toBe(410);
    expect(await status([])).toBe(410);
    expect(await status(own)).toBe(200);
  });

  it("is not found by guessing, nor with a signature of another", async () => {
    const [first, second] = [await link(), await link()];
    const [firstToken, secondToken] = [first, second].map(
      ({ url }) => url.split("/").at(-1)?.split(".") ?? [],
    );
    const mixed = `${firstToken?.[0]}.${secondToken?.[1]}`;
    for (const token of [mixed, `${first.id}.`, first.id, "x", ".svg", "a.b.c", "%00"])
      expect((await site.request(`/embed/${token}`)).status).toBe(404);
    expect(await (await site.request(`/embed/${mixed}`)).text()).not.toContain("canary");
  });

  it("is made, seen and revoked by a signed-in person only", async () => {
    const { id } = await link();
    const program = await site.asProgram();
    expect((await make({ pageId: "morning", widgetId: "bars-traffic.views" }, program)).status).toBe(403);
    expect((await api("/links", {}, program)).status).toBe(403);
    expect((await api(`/links/${id}`, { method: "DELETE" }, program)).status).toBe(403);
  });

  it.each([
    ["morning", "none"],
    ["none", "bars-traffic.views"],
  ])("is not made to %s/%s, which is not there", async (pageId, widgetId) => {
    expect((await make({ pageId, widgetId })).status).toBe(404);
  });

  it("is one of a hundred at most, however many are made at once", async () => {
    const body = { pageId: "morning", widgetId: "bars-traffic.views" };
    const statuses = await Promise.all(Array.from({ length: 103 }, async () => (await make(body)).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(100);
    expect(statuses.filter((status) => status === 409)).toHaveLength(3);
    expect(new Set((await list()).map(({ id }) => id)).size).toBe(100);
  });

  it("names the public address where there is one", async () => {
    const { shows } = site.lookout;
    shows.config = { ...shows.config, server: { ...shows.config.server, publicUrl: "https://h.example" } };
    expect((await link()).url).toMatch(/^https:\/\/h\.example\/embed\/[\w-]+\.[\w-]{32}$/);
  });
});

describe("strangers with a link", () => {
  it("learn nothing of the store's trouble", async () => {
    const { url } = await link();
    const broken = new StoreError("store-damaged", "canary-path is damaged", "look at canary-path");
    await replacing(
      site.lookout.store.ledger,
      { of: () => ({ days: () => Promise.reject(broken) }) as never },
      async () => {
        await site.clock.advance(31_000);
        const answer = await site.request(url);
        // The link's own ledger was opened before; what it shows was not.
        expect(answer.status).toBe(503);
        expect(await answer.text()).not.toContain("canary");
      },
    );
  });

  it("are slowed down when they ask too often", async () => {
    const { url } = await link();
    const statuses: number[] = [];
    for (let n = 0; n < 130; n += 1) statuses.push((await site.request(url)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(120);
    expect(statuses.at(-1)).toBe(429);
    await site.clock.advance(60_000);
    expect((await site.request(url)).status).toBe(200);
  });

  it("may not send anything", async () => {
    const { url } = await link();
    expect((await site.request(url, { method: "POST" })).status).toBe(401);
  });
});

describe("the page of numbers", () => {
  it("shows what the API answers, the first one without an id", async () => {
    const answer = async (path: string) => (await (await api(path)).json()) as object;
    for (const [path, id] of [
      ["/numbers", "morning"],
      ["/numbers/work", "work"],
    ] as const)
      expect((await shown(await site.request(path, { headers }))).data).toEqual({
        page: "numbers",
        numbers: await answer(`/pages/${id}`),
      });
    expect((await site.request("/numbers/none", { headers })).status).toBe(404);
    expect((await api("/pages/none")).status).toBe(404);
    expect((await site.request("/numbers")).status).toBe(303);
  });

  it("lists its widgets by name", async () => {
    expect(await (await api("/pages")).json()).toMatchObject({
      items: [
        { id: "morning", title: "Good morning" },
        { id: "work", widgets: [{ id: "bars-commits.commits-kumi-kettle", title: "Commits · kumi/kettle" }] },
      ],
    });
  });
});
