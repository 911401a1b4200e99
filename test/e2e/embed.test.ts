import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPages } from "../../src/http/load-pages.ts";
import type { LinkView } from "../../src/http/page-schemas.ts";
import { launchBrowser } from "../support/browser.ts";
import { sampleConfig } from "../support/fake-lookout.ts";
import { startSite, type HttpSite } from "../support/http-site.ts";
import { personalChecks, personalPages, seedPersonal } from "../support/personal-page.ts";

const browser: Browser | undefined = await launchBrowser();

let site: HttpSite;
/** Another site, whose pages show what is embedded in them. */
let foreign: { readonly origin: string; html: string; close(): void };

beforeAll(async () => {
  site = await startSite({ pages: await loadPages(new URL("../../dist/page/", import.meta.url)) });
  const now = site.clock.now();
  await seedPersonal(site.lookout.store, now);
  const checks = personalChecks(now);
  site.lookout.shows.checks = checks;
  site.lookout.shows.config = sampleConfig({
    title: "canary-instance",
    pages: personalPages(),
    checks: checks.map(({ check }) => check),
  });
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(foreign.html);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  foreign = { origin: `http://127.0.0.1:${port}`, html: "", close: () => server.close() };
});
afterAll(async () => {
  await browser?.close();
  foreign.close();
  await site[Symbol.asyncDispose]();
});

const link = async (widgetId: string, origins: readonly string[]): Promise<LinkView> => {
  const answer = await site.request("/api/v1/links", {
    method: "POST",
    headers: { ...(await site.asPage()), "content-type": "application/json" },
    body: JSON.stringify({ pageId: "morning", widgetId, origins }),
  });
  return (await answer.json()) as LinkView;
};

const inForeignPage = async (html: string, look: (page: Page) => Promise<void>): Promise<void> => {
  if (!browser) throw new Error("there is no browser");
  foreign.html = `<!doctype html><title>Elsewhere</title>${html}`;
  const page = await browser.newPage();
  try {
    await page.goto(foreign.origin);
    await look(page);
  } finally {
    await page.close();
  }
};

const widgetId = "bars-traffic.views";

describe.skipIf(!browser)("in a page of another site", () => {
  it("a widget is framed, and is its image, without anything else of the instance", async () => {
    const { url, svgUrl } = await link(widgetId, [foreign.origin]);
    const html = `<iframe src="${site.url}${url}"></iframe><img src="${site.url}${svgUrl}">`;
    await inForeignPage(html, async (page) => {
      const frame = page.frameLocator("iframe");
      await frame.getByRole("heading", { name: "Page views by day" }).waitFor();
      expect(await frame.locator(".graph").getAttribute("aria-label")).toMatch(/3 days without data/);
      // The style has been let in: bars have the colour of their line.
      expect(
        await frame
          .locator("path.bar")
          .first()
          .evaluate((bar) => bar.getBoundingClientRect().height),
      ).toBeGreaterThan(5);
      expect(await frame.locator("script, a, form").count()).toBe(0);
      const image = page.locator("img");
      await expect
        .poll(() => image.evaluate((shown) => "naturalWidth" in shown && shown.naturalWidth))
        .toBe(480);
    });
    for (const path of [url, svgUrl]) {
      const text = await (await site.request(path)).text();
      for (const canary of [
        "canary-instance",
        "ada",
        "kumi",
        "Garden",
        "Shop",
        "morning",
        "traffic.views",
        "/numbers",
      ])
        expect(text).not.toContain(canary);
    }
  });

  it("a widget is not framed by whom its link does not name", async () => {
    const { url } = await link(widgetId, ["https://me.example"]);
    await inForeignPage(`<iframe src="${site.url}${url}"></iframe>`, async (page) => {
      await expect.poll(() => page.frames().length).toBe(2);
      await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    });
  });

  it("the page of numbers itself is never framed", async () => {
    await inForeignPage(`<iframe src="${site.url}/numbers"></iframe>`, async (page) => {
      await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    });
  });
});
