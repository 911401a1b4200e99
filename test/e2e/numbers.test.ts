import { mkdir } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { pageFixtures } from "../support/page-fixtures.ts";
import { startPagePreview, type PagePreview } from "../support/page-preview.ts";

const browser: Browser | undefined = await launchBrowser();
const types = [...new Set(pageFixtures.numbers.numbers.widgets.map(({ type }) => type))];
const artifacts = "artifacts/page";
let preview: PagePreview;

beforeAll(async () => {
  preview = await startPagePreview();
  await mkdir(artifacts, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await preview.close();
});

const visit = async (
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = { viewport: { width: 390, height: 844 } },
): Promise<void> => {
  const context = await browser?.newContext({ reducedMotion: "reduce", ...options });
  if (!context) throw new Error("there is no browser");
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(preview.url)) complaints.push(`asked a third party: ${request.url()}`);
  });
  try {
    await page.goto(`${preview.url}/${path}`);
    await look(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
};

describe.skipIf(!browser)("the page of numbers", () => {
  it.each(["en", "ja"])("leaves the navigation room at 360 px in %s", async (language) => {
    await visit(
      `numbers?lang=${language}`,
      async (page) => {
        const rights = await page.locator("nav a").evaluateAll((links) =>
          links.map((link) => {
            const range = link.ownerDocument.createRange();
            range.selectNodeContents(link);
            const [own, text] = [link.getBoundingClientRect(), range.getBoundingClientRect()];
            return text.left >= own.left && text.right <= own.right && text.height < 48 && own.width >= 44;
          }),
        );
        expect(rights).toEqual([true, true, true, true, true]);
      },
      { viewport: { width: 360, height: 740 } },
    );
  });

  it("begins its heat map at the newest week and scrolls back by keyboard", async () => {
    await visit("numbers", async (page) => {
      const heat = page.locator(".heat").first();
      const left = () => heat.evaluate((place) => place.scrollLeft);
      const today = heat.locator("td.open");
      expect(await today.evaluate((cell) => cell.getBoundingClientRect().right)).toBeLessThanOrEqual(390);
      const cell = await today.boundingBox();
      expect(Math.abs((cell?.width ?? 0) - (cell?.height ?? 99))).toBeLessThan(2);
      expect(await heat.evaluate((place) => place.scrollWidth / place.clientWidth)).toBeGreaterThan(2);
      const before = await left();
      await heat.focus();
      await page.keyboard.press("ArrowLeft");
      await expect.poll(left).toBeLessThan(before);
    });
  });

  it("says in its heat map the day, the number, and what is missing or may change", async () => {
    await visit("numbers", async (page) => {
      const cells = page.locator(".heat td[title]");
      expect(await cells.count()).toBe(365);
      expect(await cells.last().getAttribute("title")).toMatch(/22 Nov 2026: 3 \(may still change\)$/);
      expect(await page.locator(".heat td.ln").allInnerTexts()).toEqual(Array(3).fill("no data"));
      expect(await page.locator(".heat thead th").last().innerText()).toBe("16 Nov");
    });
  });

  it("takes the colour from what is not fresh, and says since when", async () => {
    await visit("numbers", async (page) => {
      const tile = page.locator(".of-number", { hasText: "Tomatoes" });
      expect(await tile.innerText()).toMatch(/No recent data\s+last read 21 Nov, 16:58/);
      const colour = (widget: typeof tile) =>
        widget
          .locator(".spark path")
          .last()
          .evaluate((path) => path.ownerDocument.defaultView?.getComputedStyle(path).stroke);
      expect(await colour(tile)).not.toBe(await colour(page.locator(".of-number", { hasText: "Visitors" })));
    });
  });

  it("is the same without JavaScript, which it does not load", async () => {
    await visit("numbers", async (page) => {
      expect(await page.locator("script").count()).toBe(0);
    });
  });
});

describe.skipIf(!browser)("a widget on its own", () => {
  it.each(types)(
    "%s is accessible in light and dark, in a narrow frame, and keeps its picture",
    async (type) => {
      await visit(`embed/${type}`, async (page) => {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
          await page.screenshot({ path: `${artifacts}/embed-${type}-${colorScheme}.png` });
        }
        await page.setViewportSize({ width: 280, height: 400 });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(280);
      });
    },
  );

  it.each(types)("%s as an image is well-formed, named, and shows itself in a page", async (type) => {
    await visit(`embed/${type}.svg`, async (page) => {
      const root = page.locator("svg").first();
      expect(await root.getAttribute("role")).toBe("img");
      expect((await page.locator("svg > title").textContent())?.length).toBeGreaterThan(3);
      expect((await page.locator("svg > desc").textContent())?.length).toBeGreaterThan(3);
      // Each text begins and ends within the picture.
      const beyond = await page.locator("text").evaluateAll((texts) =>
        texts
          .filter((text) => {
            const { left, right } = text.getBoundingClientRect();
            return left < 0 || right > 480;
          })
          .map((text) => text.textContent),
      );
      expect(beyond).toEqual([]);
      await page.screenshot({ path: `${artifacts}/embed-${type}-image.png` });
    });
  });
});

describe.skipIf(!browser)("public links", () => {
  it("are made to the widget that one comes from, and revoked after asking", async () => {
    await visit("numbers", async (page) => {
      await page.getByRole("link", { name: "Share Page views by day" }).click();
      await page.locator("html[data-awake]").waitFor({ state: "attached" });
      expect(await page.getByLabel("Widget").inputValue()).toBe("morning bars-traffic.views");
      await page.getByLabel("Sites that may frame it").fill("https://a.example, https://b.example");
      const asked = page.waitForRequest((request) => request.method() === "POST");
      await page.getByRole("button", { name: "Make a link" }).click();
      expect((await asked).postDataJSON()).toEqual({
        pageId: "morning",
        widgetId: "bars-traffic.views",
        origins: ["https://a.example", "https://b.example"],
      });
      const made = page.locator("#links .token", { hasText: "Page views" });
      await made.getByRole("button", { name: "Revoke" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await made.waitFor({ state: "detached" });
      expect(preview.changes).toEqual(["POST /links", "DELETE /links/new"]);
    });
  });
});
